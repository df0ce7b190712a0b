import { once } from 'node:events';
import { duplexPair } from 'node:stream';
import { type ConnectionOptions, connect } from 'node:tls';
import { beforeAll, describe, expect, test } from 'vitest';
import { type KeyPair, selfSigned } from '../../test/support/raw-wire.ts';
import { LeafServers } from './leaf-servers.ts';

let pair: KeyPair;

beforeAll(async () => {
  pair = await selfSigned('localhost');
});

function openServers(leaf: (host: string) => Promise<KeyPair> = async () => pair) {
  const asked: string[] = [];
  const servers = new LeafServers({
    protocols: () => ['h2', 'http/1.1'],
    leaf: async (host) => {
      asked.push(host);
      return { ...(await leaf(host)), notAfter: new Date(Date.now() + 60_000) };
    },
    maxServers: 3,
    handshakeTimeoutMs: 1000,
    onSecure: (socket) => socket.write('secured'),
    onFailed: () => undefined,
  });
  return {
    servers,
    asked,
    get: (host: string, port = 443) => servers.serverFor({ scheme: 'https', host, port }),
  };
}

describe('a TLS end', () => {
  test('is made once, however many ask at the same moment', async () => {
    const { asked, get } = openServers();
    const made = await Promise.all([get('a.test'), get('a.test'), get('a.test')]);
    expect(new Set(made).size).toBe(1);
    expect(await get('a.test')).toBe(made[0]);
    expect(asked).toEqual(['a.test']);
  });

  test('is one for each host and port', async () => {
    const { get } = openServers();
    expect(await get('a.test', 443)).not.toBe(await get('a.test', 444));
    expect(await get('::1', 443)).not.toBe(await get('a.test', 443));
  });

  test.each(['__proto__', 'constructor', 'ca', '../../x', ''])('of %j is no other one', async (name) => {
    const { get, asked } = openServers();
    await get(name);
    expect(asked).toEqual([name]);
  });

  test('goes when others were used more recently', async () => {
    const { get, asked, servers } = openServers();
    for (const host of ['a', 'b', 'c', 'a', 'd', 'a', 'b']) await get(host);
    expect(asked).toEqual(['a', 'b', 'c', 'd', 'b']);
    expect(servers.size).toBe(3);
  });

  test('that could not be made is tried again', async () => {
    let fail = true;
    const { get, servers } = openServers(async () => {
      if (fail) throw new Error('no leaf');
      return pair;
    });
    await expect(Promise.all([get('a'), get('a')])).rejects.toThrow('no leaf');
    expect(servers.size).toBe(0);
    fail = false;
    await get('a');
  });
});

describe('a handshake', () => {
  async function cipherOf(options: ConnectionOptions): Promise<string> {
    const [near, far] = duplexPair();
    const client = connect({ socket: near, servername: 'localhost', ca: pair.cert, ...options });
    const server = await openServers().get('localhost');
    server.emit('connection', far);
    await once(client, 'secureConnect');
    const { name } = client.getCipher();
    client.destroy();
    far.destroy();
    return name;
  }

  test('is had anew by a client that comes back with what it kept', async () => {
    const kept: Buffer[] = [];
    const server = await openServers().get('localhost');
    for (const _ of ['first', 'second']) {
      const [near, far] = duplexPair();
      const [session] = kept;
      const client = connect({
        socket: near,
        servername: 'localhost',
        ca: pair.cert,
        ...(session === undefined ? {} : { session }),
      });
      client.on('session', (fresh: Buffer) => kept.push(fresh));
      server.emit('connection', far);
      await once(client, 'data');
      expect(client.isSessionReused()).toBe(false);
      client.destroy();
      far.destroy();
    }
  });

  test.each<[string, ConnectionOptions, string]>([
    ['takes the cheapest cipher that the client offers', {}, 'TLS_AES_128_GCM_SHA256'],
    [
      'takes another where the client has only that',
      { ciphers: 'TLS_AES_256_GCM_SHA384', ecdhCurve: 'P-384' },
      'TLS_AES_256_GCM_SHA384',
    ],
    ['is also had with TLS 1.2', { maxVersion: 'TLSv1.2' }, 'ECDHE-ECDSA-AES128-GCM-SHA256'],
  ])('%s', async (_, options, cipher) => {
    expect(await cipherOf(options)).toBe(cipher);
  });
});
