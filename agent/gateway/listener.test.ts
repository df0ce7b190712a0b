import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Peer, selfSigned } from '../../test/support/raw-wire.ts';
import { DEFAULT_LISTENER_LIMITS, type ListenerLimits } from '../proxy/limits.ts';
import type { Listener } from '../proxy/listener.ts';
import { DEFAULT_GATEWAY_LIMITS } from './limits.ts';
import { listenAsGateway } from './listener.ts';

let folder: string;
let listener: Listener | null;
let faults: unknown[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-listener-'));
  [listener, faults] = [null, []];
});

afterEach(async () => {
  await listener?.close(0);
  await rm(folder, { recursive: true, force: true });
});

const file = (name: string): string => join(folder, name);

async function certify(): Promise<string> {
  const pair = await selfSigned('localhost');
  await writeFile(file('key.pem'), pair.key, { mode: 0o600 });
  await writeFile(file('cert.pem'), pair.cert);
  return pair.cert;
}

async function listen(limits: Partial<ListenerLimits> = {}): Promise<Listener> {
  listener = await listenAsGateway({
    settings: {
      listen: { host: '127.0.0.1', port: 0 },
      tls: { certificate: file('cert.pem'), key: file('key.pem') },
      limits: { ...DEFAULT_GATEWAY_LIMITS, certificateCheckMs: 20 },
    },
    door: {
      own: { scheme: 'https', host: 'localhost', port: 443 },
      serves: () => false,
      passesThrough: () => false,
      unready: () => null,
    },
    limits: { ...DEFAULT_LISTENER_LIMITS, ...limits },
    onRequest: async () => undefined,
    refused: () => undefined,
    fault: (cause) => void faults.push(cause),
  });
  return listener;
}

async function secured({ port }: Listener): Promise<TLSSocket> {
  const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  return socket;
}

/** PEM of what a new connection is shown. */
async function shown(opened: Listener): Promise<string> {
  const socket = await secured(opened);
  const certificate = socket.getPeerX509Certificate()?.toString() ?? '';
  socket.destroy();
  return certificate;
}

test('a certificate that was renewed is shown from then on', async () => {
  const first = await certify();
  const opened = await listen();
  expect(await shown(opened)).toBe(first);
  const second = await certify();
  await expect.poll(() => shown(opened), { timeout: 20_000 }).toBe(second);
});

test('one that cannot be used leaves the one before, and is told', async () => {
  const first = await certify();
  const opened = await listen();
  await writeFile(file('cert.pem'), 'none');
  await expect.poll(() => faults.length, { timeout: 20_000 }).toBeGreaterThan(0);
  expect(await shown(opened)).toBe(first);
});

test.each([
  ['nothing', []],
  ['half a head', ['GET / HTTP/1.1', 'Host: loc']],
])('a client that sends %s is told so in time, and let go', async (_what, lines) => {
  await certify();
  const opened = await listen({ headersTimeoutMs: 50 });
  // The same limit holds for the handshake, which may take longer on a machine that does much.
  const told = async () => new Peer(await secured(opened)).write(...lines).ended();
  await expect.poll(told, { timeout: 20_000 }).toMatch(/^HTTP\/1\.1 408 /);
});

test('closing does not wait for a client that rests', async () => {
  await certify();
  const opened = await listen();
  const client = new Peer(await secured(opened));
  await client.write('GET / HTTP/1.1', 'Host: other.test', '', '').until('\r\n\r\n');
  await opened.close(60_000);
  await client.ended();
});

describe('it does not start', () => {
  test.each<[string, () => Promise<void>]>([
    ['without a key', () => rm(file('key.pem'))],
    ['with a key that others can read', () => chmod(file('key.pem'), 0o644)],
    ['without a certificate', () => rm(file('cert.pem'))],
    [
      'with another key’s certificate',
      async () => writeFile(file('cert.pem'), (await selfSigned('localhost')).cert),
    ],
  ])('%s', async (_what, harm) => {
    await certify();
    await harm();
    await expect(listen()).rejects.toMatchObject({ code: 'bad-certificate' });
  });
});
