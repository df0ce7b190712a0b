import type { ContenderReady } from '../contender.ts';
import { ready } from '../ready.ts';

/** What the program of a contender is started with. */
export function given(): { readonly folder: string; readonly upstreamCaFile: string } {
  const [, , folder, upstreamCaFile] = process.argv;
  if (folder === undefined || upstreamCaFile === undefined) throw new Error('saw no folder or no authority');
  return { folder, upstreamCaFile };
}

/** `ready`, held to what the benchmark reads. */
export function serving(facts: ContenderReady, close?: () => Promise<void> | void): void {
  ready(facts, close);
}
