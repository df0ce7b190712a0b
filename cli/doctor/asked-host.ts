import { readFile } from 'node:fs/promises';
import type { AgentStatus } from '../../protocol/control.ts';
import { playgroundOriginFile } from '../paths.ts';

/** The governed host that a doctor asks. */
export interface AskedHost {
  readonly name: string;
  readonly port: number;
  /** As it stands in a URL: with the port where that is none of its scheme. */
  readonly authority: string;
}

const HTTPS_PORT = 443;

/** A Git host that the policy names and no pattern stands for; null where there is none. */
export async function askedHost(
  home: string,
  { hosts }: Pick<AgentStatus, 'hosts'>,
): Promise<AskedHost | null> {
  const name = hosts.find(({ kind, suffix }) => kind === 'git' && !suffix.startsWith('.'))?.suffix;
  if (name === undefined) return null;
  const port = (await playgroundPort(home, name)) ?? HTTPS_PORT;
  return { name, port, authority: port === HTTPS_PORT ? name : `${name}:${port}` };
}

/** A policy governs a host on all of its ports, and the playground's server has one of its own. */
async function playgroundPort(home: string, name: string): Promise<number | null> {
  const text = await readFile(playgroundOriginFile(home), 'utf8').catch(() => '');
  const origin = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  return origin?.hostname === name && origin.port !== '' ? Number(origin.port) : null;
}
