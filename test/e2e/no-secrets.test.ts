import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { localTokenPaths } from '../../collector/identity/local-tokens.ts';
import { canonicalJson } from '../../protocol/canonical-json.ts';
import { basic, connect, type Origin, startOrigin } from '../support/raw-wire.ts';
import { wireClient } from '../support/wire-client.ts';
import { openWorld, type World } from '../support/world.ts';

/**
 * One run of everything that carries a secret: a push that is held and approved, one that is refused, requests that
 * are turned away, a server that breaks off. Nothing of it stands in a log line, in a record, or in a file of agent
 * and collector.
 */
const BAIT = 'hunter2-hunter2-hunter2';
/** What a secret looks like on its way: as it is, and as the end of some user's basic credentials. */
const SHAPES = [
  BAIT,
  ...['', 'x', 'xx'].map((pad) => Buffer.from(`${pad}:${BAIT}`).toString('base64').slice(4, -4)),
];

let world: World;
const lines: string[] = [];
const secrets: string[] = [];

beforeAll(async () => {
  world = await openWorld({ onLogLine: (line) => lines.push(line) });
});
afterAll(() => world.close());

function noted(proxyUrl: string): void {
  const { username, password } = new URL(proxyUrl);
  secrets.push(password, Buffer.from(`${username}:${password}`).toString('base64'));
}

async function pushes(): Promise<void> {
  const { dev, id } = await world.repository();
  noted(await dev.must('config', 'http.proxy'));
  const credential = Buffer.from(`dev:${BAIT}`).toString('base64');
  await dev.must('config', 'http.extraHeader', `Authorization: Basic ${credential}`);
  await dev.must('config', '--add', 'http.extraHeader', `Cookie: session=${BAIT}`);
  await dev.commit('Change');
  const held = dev.git('push', 'origin', 'main');
  await world.approve((await world.pending(id)).id);
  expect((await held).code).toBe(0);
  expect((await dev.git('push', '--force', 'origin', 'HEAD~1:main')).code).not.toBe(0);
}

async function requests(): Promise<void> {
  const grant = await world.session('mixed');
  noted(grant.proxyUrl);
  const client = await wireClient(world, grant);
  const authorization = [`Authorization: Bearer ${BAIT}`, `Cookie: a=${BAIT}`, `X-Api-Key: ${BAIT}`];
  const host = `Host: ${client.authority()}`;
  for (const line of [
    `GET /team/demo?access_token=${BAIT}`,
    `DELETE /team/demo?access_token=${BAIT}`,
    `GET /team/demo.git/info/refs?service=git-upload-pack&token=${BAIT}`,
    `POST /team/demo.git/git-receive-pack?token=${BAIT}`,
    `POST /session?password=${BAIT}`,
  ]) {
    const peer = await client.inside();
    peer.write(`${line} HTTP/1.1`, host, ...authorization, 'Connection: close', 'Content-Length: 0', '', '');
    await peer.ended();
  }
  for (const header of [
    `Content-Length: ${BAIT}`,
    `Transfer-Encoding: ${BAIT}`,
    `Host: ${BAIT}`,
    `Upgrade: ${BAIT}`,
    `X\0: ${BAIT}`,
    `Expect: ${BAIT}`,
    `Content-Encoding: ${BAIT}`,
  ]) {
    const peer = await client.inside();
    peer.write('POST /team/demo.git/git-receive-pack HTTP/1.1', host, header, 'Connection: close', '', BAIT);
    peer.socket.end();
    await peer.ended();
  }
}

async function strangers(): Promise<void> {
  const name = `${world.host}:${world.server.port}`;
  for (const [line, ...headers] of [
    [`CONNECT ${name} HTTP/1.1`, basic('dev', BAIT)],
    [`CONNECT ${name} HTTP/1.1`, `Proxy-Authorization: Bearer ${BAIT}`],
    [`CONNECT dev:${BAIT}@${name} HTTP/1.1`, basic('dev', BAIT)],
    [`GET http://dev:${BAIT}@${name}/ HTTP/1.1`, basic('dev', BAIT)],
    [`GET http://${name}/?token=${BAIT} HTTP/1.1`, basic('dev', BAIT)],
  ] as const) {
    const peer = await connect(world.agent().port);
    peer.write(line, `Host: ${name}`, ...headers, '', '');
    await peer.ended();
  }
}

/** The agent's own reads are answered like what it forwards. */
async function answerAll(server: Origin, answer: string): Promise<never> {
  for (;;) {
    const asked = await server.next();
    await asked.until('\r\n\r\n');
    asked.write(answer);
    asked.socket.end();
  }
}

async function brokenServers(): Promise<void> {
  const grant = await world.session('mixed');
  noted(grant.proxyUrl);
  const client = await wireClient(world, grant);
  for (const answer of [
    `${BAIT}\r\n\r\n`,
    `HTTP/1.1 200 ${BAIT}\r\nContent-Length: 1\r\nContent-Length: ${BAIT}\r\n\r\n`,
    `HTTP/1.1 200 OK\r\nSet-Cookie: ${BAIT}\r\nContent-Type: text/${BAIT}\r\nContent-Length: 100\r\n\r\n${BAIT}`,
  ]) {
    const server = await startOrigin(world.certificate);
    const peer = await client.inside(server.port);
    const host = `Host: ${client.authority(server.port)}`;
    peer.write(
      'GET /team/demo.git/info/refs?service=git-receive-pack HTTP/1.1',
      host,
      `Authorization: Bearer ${BAIT}`,
      '',
      '',
    );
    await Promise.race([peer.ended(), peer.until('\r\n\r\n'), answerAll(server, answer)]);
    peer.socket.destroy();
    await server.close();
  }
}

it('no secret that went through stands in a log line, a record or a file', async () => {
  await pushes();
  await requests();
  await strangers();
  await brokenServers();
  const records = (await world.records()).map((record) => canonicalJson({ ...record }));
  const files = await filesBelow(join(world.home, 'agent'), join(world.home, 'collector'));
  const tokens = await Promise.all(
    Object.values(localTokenPaths(join(world.home, 'collector'))).map((path) => readFile(path, 'utf8')),
  );
  const written = [...lines, ...records, ...files];
  expect(records.length).toBeGreaterThan(30);
  expect(lines.length).toBeGreaterThan(3);
  for (const secret of [...SHAPES, ...secrets]) {
    expect(secret.length).toBeGreaterThan(15);
    expect(written.flatMap((text) => excerpt(text, secret))).toEqual([]);
  }
  for (const token of tokens) {
    expect([...lines, ...records].flatMap((text) => excerpt(text, token.trim()))).toEqual([]);
  }
});

/** Every file, as bytes. */
async function filesBelow(...folders: readonly string[]): Promise<readonly string[]> {
  const listed = await Promise.all(
    folders.map((folder) => readdir(folder, { recursive: true, withFileTypes: true })),
  );
  const paths = listed
    .flat()
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  // A draft that the collector has renamed since is looked at under its name, or in the next file of that name.
  return Promise.all(paths.map((path) => readFile(path, 'latin1').catch(unlessGone)));
}

function unlessGone(fault: NodeJS.ErrnoException): string {
  if (fault.code === 'ENOENT') return '';
  throw fault;
}

/** What stands round a secret, for whoever has to find out how it came there. */
function excerpt(text: string, secret: string): readonly string[] {
  const at = text.indexOf(secret);
  return at === -1 ? [] : [text.slice(Math.max(0, at - 300), at + secret.length + 20)];
}
