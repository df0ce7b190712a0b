import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8's young generation as small as it starts. Each piece of a body is a small object that holds up to 64 KiB
 * outside the heap, freed only when the object is collected: in a young generation that grows, a gigabyte passing
 * through keeps tens of megabytes for nothing. Holds for the whole process.
 */
export function keepNurserySmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
