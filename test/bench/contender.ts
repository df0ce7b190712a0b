import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from './child.ts';
import { type Usage, usageOf } from './usage.ts';

/** What the program of a contender prints once it serves. */
export type ContenderReady =
  | { readonly kind: 'absent'; readonly reason: string }
  | {
      readonly kind: 'serving';
      readonly proxyUrl: string;
      /** PEM file with the authority that signs its leafs. */
      readonly caFile: string;
      /** The process to measure when it is not the program itself. */
      readonly pid?: number;
    };

/** A contender that runs. */
export interface Running {
  readonly name: string;
  /** Null: straight to the server. */
  readonly proxyUrl: string | null;
  /** What its clients must trust. */
  readonly ca: string;
  readonly usage: () => Promise<Usage>;
  stop(): Promise<void>;
}

export type ContenderName = 'direct' | 'ours' | 'http-mitm-proxy' | 'mockttp' | 'mitmdump' | 'squid';

export const CONTENDERS: readonly ContenderName[] = [
  'direct',
  'ours',
  'http-mitm-proxy',
  'mockttp',
  'mitmdump',
  'squid',
];

/** Starts one in front of the server whose authority is `upstreamCaFile`; null when it is not on this machine. */
export async function startContender(name: ContenderName, upstreamCaFile: string): Promise<Running | null> {
  if (name === 'direct') return direct(await readFile(upstreamCaFile, 'utf8'));
  const folder = await mkdtemp(join(tmpdir(), `bench-${name}-`));
  const removeFolder = () => rm(folder, { recursive: true, force: true });
  try {
    const env = { NODE_EXTRA_CA_CERTS: upstreamCaFile };
    const child = await startChild<ContenderReady>(name, [folder, upstreamCaFile], env);
    const stop = async (): Promise<void> => {
      await child.stop();
      await removeFolder();
    };
    const { ready } = child;
    if (ready.kind === 'serving') {
      const ca = await readFile(ready.caFile, 'utf8');
      return { name, proxyUrl: ready.proxyUrl, ca, usage: () => usageOf(ready.pid ?? child.pid), stop };
    }
    process.stderr.write(`${name} does not take part: ${ready.reason}\n`);
    await stop();
    return null;
  } catch (error) {
    await removeFolder();
    throw error;
  }
}

function direct(ca: string): Running {
  const usage = () => Promise.resolve({ cpuMs: 0, peakMb: 0 });
  return { name: 'direct', proxyUrl: null, ca, usage, stop: () => Promise.resolve() };
}
