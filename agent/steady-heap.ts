import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8's young generation as large as it became by now. Left alone it doubles with what passes through, up to tens
 * of megabytes that are never given back: a pack that streams by would look as if it were kept. For a program that is
 * an agent and nothing else. Electron freezes such flags, so there it stays as it is.
 */
export function keepHeapSteady(): void {
  if (process.versions['electron'] === undefined) setFlagsFromString('--semi-space-growth-factor=1');
}
