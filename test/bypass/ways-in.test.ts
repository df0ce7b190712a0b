import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SessionGrant } from '../../protocol/control.ts';
import { basic, connectThrough, Peer, startOrigin } from '../support/raw-wire.ts';
import { type Watch, type WireClient, watch, wireClient } from '../support/wire-client.ts';
import { openWorld, type World } from '../support/world.ts';

/**
 * Ways of reaching a governed server by another name, with another secret, or past the TLS of the agent. Each is
 * refused with a record, or comes to the same as the plain way.
 */
let world: World;
let grant: SessionGrant;
let client: WireClient;
let watched: Watch;
let ca: string;

beforeAll(async () => {
  world = await openWorld({ limits: { listener: { maxRefusalRecords: 10_000 } } });
  grant = await world.session('human');
  client = await wireClient(world, grant);
  ca = await readFile(grant.caFile, 'utf8');
});
beforeEach(async () => {
  watched = await watch(world);
});
afterAll(() => world.close());

const REFS = '/team/demo.git/info/refs?service=git-upload-pack';

async function connectTo(name: string, credentials: string): Promise<number> {
  const peer = await client.outside();
  peer.write(`CONNECT ${name} HTTP/1.1`, `Host: ${name}`, credentials, '', '');
  const answer = await peer.until('\r\n\r\n');
  peer.socket.destroy();
  return Number(answer.slice(9, 12));
}

/** The codes of all refusals, once there is one. */
async function codes(): Promise<readonly unknown[]> {
  return (await watched.refusals()).map(({ detail }) => detail['code']);
}

describe('a CONNECT', () => {
  it.each([
    ['the address of the server', () => `127.0.0.1:${world.server.port}`, 403, 'denied'],
    ['its address as IPv6', () => `[::ffff:127.0.0.1]:${world.server.port}`, 403, 'denied'],
    ['its address in short', () => `127.1:${world.server.port}`, 400, 'malformed'],
    ['its address in hexadecimal', () => `0x7f000001:${world.server.port}`, 400, 'malformed'],
    ['its address as one number', () => `2130706433:${world.server.port}`, 400, 'malformed'],
    ['its name and no port', () => world.host, 400, 'malformed'],
    ['its name and no number', () => `${world.host}:https`, 400, 'malformed'],
    ['its name and a port too large', () => `${world.host}:65979`, 400, 'malformed'],
    ['its name behind a user', () => `user@${client.authority()}`, 400, 'malformed'],
    ['its name with two dots', () => `${world.host}..:${world.server.port}`, 400, 'malformed'],
    ['a name that looks like it', () => `git.pl\u00e4yground.test:443`, 400, 'malformed'],
    ['its URL', () => `https://${client.authority()}`, 400, 'malformed'],
  ])('to %s', async (_, name, status, code) => {
    expect(await connectTo(name(), client.credentials)).toBe(status);
    expect(await codes()).toEqual([code]);
    await watched.nothingForwarded();
  });

  it.each([
    'xn--git-plyground-jcb.test:443',
    'localhost:443',
    'playground.test:443',
    'x.git.playground.test:443',
  ])('of an assistant to %s, which is another host, is denied', async (name) => {
    const ai = await wireClient(world, await world.session('ai'));
    expect(await connectTo(name, ai.credentials)).toBe(403);
    expect(await codes()).toEqual(['denied']);
    await watched.nothingForwarded();
  });

  it.each(['GIT.Playground.TEST', 'git.playground.test.'])('to %s is one to the same host', async (name) => {
    const authority = `${name}:${world.server.port}`;
    const socket = await connectThrough(world.agent().port, authority, client.credentials);
    const peer = new Peer(connectTls({ socket, ca, servername: world.host }));
    peer.write(
      'POST /team/demo.git/git-receive-pack HTTP/1.1',
      `Host: ${authority}`,
      'Content-Length: 0',
      '',
      '',
    );
    expect(await peer.until('\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    const [record] = await watched.refusals();
    expect(record?.detail['operation']).toMatchObject({
      kind: 'git.push',
      repository: `${client.authority()}/team/demo`,
    });
    peer.socket.destroy();
  });
});

describe('TLS', () => {
  const secured = async (name: string, options: object) => {
    const socket = await connectThrough(world.agent().port, name, client.credentials);
    return new Peer(connectTls({ socket, rejectUnauthorized: false, ...options }));
  };

  it('with another name than the CONNECT to the server', async () => {
    const peer = await secured(client.authority(), { servername: 'localhost' });
    peer.write(`GET ${REFS} HTTP/1.1`, `Host: ${client.authority()}`, '', '');
    expect(await peer.ended()).toBe('');
    expect(await codes()).toEqual(['misdirected']);
    await watched.nothingForwarded();
  });

  it('with the name of the server in a tunnel to another one', async () => {
    const peer = await secured(`localhost:${world.server.port}`, { servername: world.host });
    peer.write(`GET ${REFS} HTTP/1.1`, `Host: ${client.authority()}`, '', '');
    expect(await peer.ended()).toBe('');
    await expect
      .poll(() => watched.passed('exchange.outcome'))
      .toMatchObject([{ detail: { result: 'failed', end: 'sni-mismatch', bytesUp: 0 } }]);
  });

  it('with h2 alone, which is not offered for a Git host', async () => {
    const peer = await secured(client.authority(), { servername: world.host, ALPNProtocols: ['h2'] });
    expect(await peer.ended()).toBe('');
    expect(await codes()).toEqual(['tls-failed']);
    await watched.nothingForwarded();
  });

  it.each([
    ['none at all', 'GET / HTTP/1.1\r\n\r\n'],
    ['SSH in its place', 'SSH-2.0-OpenSSH_9.9\r\n'],
  ])('%s', async (_, text) => {
    const peer = new Peer(await connectThrough(world.agent().port, client.authority(), client.credentials));
    peer.write(text);
    await peer.ended();
    expect(await codes()).toEqual(['tls-failed']);
    await watched.nothingForwarded();
  });
});

describe('Host', () => {
  it.each([
    ['another name', () => 'localhost'],
    ['another port', () => `${world.host}:1`],
    ['the name without the port', () => world.host],
    ['another name behind a comma', () => `${client.authority()}, localhost`],
    ['a user before it', () => `x@${client.authority()}`],
    ['nothing', () => ''],
  ])('is %s', async (_, host) => {
    const peer = await client.inside();
    peer.write(`GET ${REFS} HTTP/1.1`, `Host: ${host()}`, '', '');
    expect(await peer.until('\r\n\r\n')).toMatch(/^HTTP\/1\.1 421 /);
    expect(await codes()).toEqual(['misdirected']);
    await watched.nothingForwarded();
    peer.socket.destroy();
  });
});

describe('without TLS', () => {
  it.each([
    ['the server over plain HTTP', () => `http://${client.authority()}`, 403, 'unknown-operation'],
    [
      'the server over plain HTTP with a dot',
      () => `http://${world.host}.:${world.server.port}`,
      403,
      'unknown-operation',
    ],
    [
      'the server over plain HTTP by its address',
      () => `http://127.0.0.1:${world.server.port}`,
      403,
      'denied',
    ],
    ['the server over https in absolute form', () => `https://${client.authority()}`, 400, 'malformed'],
  ])('%s', async (_, base, status, code) => {
    const peer = await client.outside();
    const host = base().split('//')[1] ?? '';
    peer.write(`GET ${base()}${REFS} HTTP/1.1`, `Host: ${host}`, client.credentials, '', '');
    const answer = await peer.until('\r\n\r\n');
    // Git reads why in a packet of its own.
    if (code !== 'malformed') expect(await peer.until('countersign')).toContain('ERR countersign');
    else expect(answer).toContain(`HTTP/1.1 ${status} `);
    expect(await codes()).toEqual([code]);
    await watched.nothingForwarded();
    peer.socket.destroy();
  });
});

describe('a secret', () => {
  const parts = (given: SessionGrant) => new URL(given.proxyUrl);

  it('of another session', async () => {
    const other = await world.session('mixed');
    const mixed = basic(grant.id, parts(other).password);
    expect(await connectTo(client.authority(), mixed)).toBe(407);
    expect(await codes()).toEqual(['unknown-session']);
    await watched.nothingForwarded();
  });

  it('of a closed session', async () => {
    const closed = await world.session('mixed');
    const wire = await wireClient(world, closed);
    await world.agent().closeSession(closed.id);
    expect(await connectTo(client.authority(), wire.credentials)).toBe(407);
    expect(await codes()).toEqual(['unknown-session']);
    await watched.nothingForwarded();
  });

  it('of a session that is closed while its connection stands', async () => {
    const closed = await world.session('mixed');
    const wire = await wireClient(world, closed);
    const peer = await wire.inside();
    await world.agent().closeSession(closed.id);
    peer.write(`GET /team/demo HTTP/1.1`, `Host: ${client.authority()}`, '', '');
    expect(await peer.until('\r\n\r\n')).toMatch(/^HTTP\/1\.1 407 /);
    expect(await codes()).toEqual(['unknown-session']);
    await watched.nothingForwarded();
    peer.socket.destroy();
  });

  it('of another session inside the connection of the first changes nothing', async () => {
    const other = await wireClient(world, await world.session('ci'));
    const peer = await client.inside();
    peer.write('DELETE /team/demo HTTP/1.1', `Host: ${client.authority()}`, other.credentials, '', '');
    await peer.until('\r\n\r\n');
    expect(await watched.refusals()).toMatchObject([{ session: grant.id, detail: { actor: 'human' } }]);
    peer.socket.destroy();
  });

  it('that is missing is asked for, without a record', async () => {
    expect(await connectTo(client.authority(), 'X-A: b')).toBe(407);
    expect(await watched.passed('exchange.refused')).toEqual([]);
    await watched.nothingForwarded();
  });
});

/** The agent asks for the repository's own policy before it passes on what is asked of it. */
async function answerOwnRead(
  server: Awaited<ReturnType<typeof startOrigin>>,
  ...head: readonly string[]
): Promise<void> {
  const own = await server.next();
  await own.until('\r\n\r\n');
  own.write(...head, 'Content-Length: 0', 'Connection: close', '', '');
  own.socket.end();
}

describe('a fetch, whose body is not read,', () => {
  it('is framed anew, without chunk extensions and without trailers that belong in a head', async () => {
    const server = await startOrigin(world.certificate);
    const peer = await client.inside(server.port);
    peer.write(
      'POST /team/demo.git/git-upload-pack HTTP/1.1',
      `Host: ${client.authority(server.port)}`,
      'Transfer-Encoding: chunked',
      'Trailer: X-Sum, Content-Encoding',
      '',
      '4;x="POST /team/demo.git/git-receive-pack HTTP/1.1"',
      '0000',
      '0',
      'X-Sum: 1',
      'Content-Encoding: gzip',
      'X-HTTP-Method-Override: PUT',
      '',
      '',
    );
    await answerOwnRead(server, 'HTTP/1.1 404 Not Found');
    const asked = await server.next();
    const request = await asked.until('\r\n0\r\n');
    expect(request.slice(request.indexOf('\r\n\r\n'))).toBe('\r\n\r\n4\r\n0000\r\n0\r\nX-Sum: 1\r\n\r\n');
    peer.socket.destroy();
    await server.close();
  });
});

describe('a server that leads elsewhere', () => {
  it.each([301, 302, 307, 308])('is not followed: %i', async (status) => {
    const [server, elsewhere] = await Promise.all([startOrigin(world.certificate), startOrigin(null)]);
    const peer = await client.inside(server.port);
    peer.write(`GET ${REFS} HTTP/1.1`, `Host: ${client.authority(server.port)}`, '', '');
    const location = `Location: http://127.0.0.1:${elsewhere.port}/stolen`;
    await answerOwnRead(server, `HTTP/1.1 ${status} Elsewhere`, location);
    const asked = await server.next();
    await asked.until('\r\n\r\n');
    asked.write(`HTTP/1.1 ${status} Elsewhere`, location, 'Content-Length: 0', '', '');
    expect(await peer.until('\r\n\r\n')).toContain(location);
    expect(elsewhere.connections).toBe(0);
    peer.socket.destroy();
    await Promise.all([server.close(), elsewhere.close()]);
  });

  it('for another name of a repository is judged by that name', async () => {
    const renamed = await world.repository();
    const old = createServer(world.certificate, (request, response) => {
      const rest = (request.url ?? '').replace('/old/name.git', '');
      response.writeHead(301, { location: `${renamed.url}${rest}`, 'content-length': 0 }).end();
    });
    await new Promise<void>((resolve) => old.listen(0, '127.0.0.1', resolve));
    const url = `https://${world.host}:${(old.address() as AddressInfo).port}/old/name.git`;
    await renamed.dev.write('src/more.ts', 'export const more = 1;\n');
    await renamed.dev.commit('Add more');
    expect((await renamed.dev.git('push', url, 'HEAD:refs/heads/topic')).code).toBe(0);
    const forced = await renamed.dev.git('push', '--force', url, 'HEAD~2:refs/heads/main');
    expect(forced.stderr).toContain('protected branches are neither rewritten nor deleted');
    const pushes = (await world.records('exchange.intent')).map(({ detail }) => JSON.stringify(detail));
    expect(pushes.filter((text) => text.includes('"git.push"') && text.includes(renamed.id))).toHaveLength(1);
    expect(pushes.some((text) => text.includes('"git.push"') && text.includes('old/name'))).toBe(false);
    old.closeAllConnections();
    old.close();
  });
});
