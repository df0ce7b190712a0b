import { execFile } from 'node:child_process';
import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { existsSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { answerTo, questionOf } from './dns-message.ts';

const run = promisify(execFile);
const SYSTEM_TRUST = '/etc/ssl/certs/ca-certificates.crt';
/** Where every name leads that anybody looks up: nothing answers there but `openSink`. */
const SINK = '127.0.0.9';

/** What tried to leave without being led somewhere. */
export interface Sink {
  /** Names that were looked up and led to nothing of ours, each once. */
  readonly names: () => readonly string[];
  /** Connections that were made to what the names led to. */
  readonly connections: () => number;
  close(): Promise<void>;
}

/**
 * Makes this process's network name space a world of its own: names are looked up at a server of ours, which leads
 * those in `known` to this machine, and all others to a place that only counts. `main.ts` has made the name spaces, so
 * nothing of the machine changes.
 */
export async function openSink(folder: string, known: readonly string[] = []): Promise<Sink> {
  const names = new Set<string>();
  let connections = 0;
  const dns = createSocket('udp4', (message, peer) => {
    const question = questionOf(message);
    if (question === null) return;
    const isKnown = known.includes(question.name);
    if (!isKnown) names.add(question.name);
    dns.send(answerTo(message, question, isKnown ? '127.0.0.1' : SINK), peer.port, peer.address);
  });
  await new Promise<void>((resolve) => void dns.bind(53, '127.0.0.1', resolve));
  const doors = await Promise.all(
    [80, 443].map((port) =>
      opened(port, () => {
        connections += 1;
      }),
    ),
  );
  const resolver = join(folder, 'resolv.conf');
  await writeFile(resolver, 'nameserver 127.0.0.1\n');
  await mountOver(resolver, '/etc/resolv.conf');
  return {
    names: () => [...names],
    connections: () => connections,
    async close() {
      await unmount('/etc/resolv.conf');
      await closed(dns, doors);
    },
  };
}

/** Lets every program of this mount name space trust what is in `bundle`, as if it stood in the system's store. */
export async function trustSystemWide(bundle: string): Promise<() => Promise<void>> {
  await mountOver(bundle, SYSTEM_TRUST);
  return () => unmount(SYSTEM_TRUST);
}

/** What installing a certificate changes on Debian, hooks included. */
const TRUST_FOLDERS = [
  '/etc/ssl/certs',
  '/usr/local/share/ca-certificates',
  '/etc/ca-certificates',
  '/var/lib/dpkg',
  '/var/lib/ca-certificates-java',
  '/var/log',
];

/** Puts copies in the place of the folders that make up the system's trust store: the machine keeps its own. */
export async function coverTrustStore(scratch: string): Promise<() => Promise<void>> {
  const covered = TRUST_FOLDERS.filter((folder) => existsSync(folder));
  for (const folder of covered) {
    const copy = join(scratch, 'trust', folder);
    await mkdir(copy, { recursive: true });
    await cp(folder, copy, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    await mountOver(copy, folder);
  }
  return async () => {
    for (const folder of covered.toReversed()) await unmount(folder);
  };
}

async function mountOver(file: string, target: string): Promise<void> {
  await run('mount', ['--bind', file, target]);
}

async function unmount(target: string): Promise<void> {
  await run('umount', [target]);
}

async function opened(port: number, onConnection: () => void): Promise<Server> {
  const server = createServer((socket) => {
    onConnection();
    socket.destroy();
  });
  await new Promise<void>((resolve) => void server.listen(port, SINK, resolve));
  return server;
}

async function closed(dns: DatagramSocket, doors: readonly Server[]): Promise<void> {
  await new Promise<void>((resolve) => void dns.close(resolve));
  for (const door of doors) await new Promise<void>((resolve) => void door.close(() => resolve()));
}
