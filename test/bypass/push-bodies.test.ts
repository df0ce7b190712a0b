import { randomBytes } from 'node:crypto';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodePktLine } from '../../agent/core/git/pkt-line.ts';
import { pushBody, ZERO_ID } from '../support/push-body.ts';
import { type Watch, type WireClient, watch, wireClient } from '../support/wire-client.ts';
import { openWorld, type Repository, type World } from '../support/world.ts';

/**
 * Ways of wrapping a push so that the server could read another one than was judged. What is refused has a record
 * and changes nothing; what is let through is exactly what was judged.
 */
const REF = 'refs/heads/feature/body';
const MAX_PACK_BYTES = 128 * 1024;

let world: World;
let client: WireClient;
let repository: Repository;
let watched: Watch;
let body: Buffer;

beforeAll(async () => {
  world = await openWorld({
    limits: {
      listener: { maxRefusalRecords: 10_000 },
      git: { maxPackBytes: MAX_PACK_BYTES },
      exchange: { maxPushHeaderBytes: 4096 },
    },
  });
  client = await wireClient(world, await world.session('mixed'));
});
beforeEach(async () => {
  repository = await world.repository();
  const newId = await repository.dev.commit('Change');
  const base = (await repository.refs())['refs/heads/main'] ?? '';
  body = await pushBody(repository, { ref: REF, oldId: ZERO_ID, newId, base });
  watched = await watch(world);
});
afterAll(() => world.close());

async function post(body: Buffer, ...headers: readonly string[]): Promise<string> {
  const peer = await client.inside();
  const path = new URL(repository.url).pathname;
  const framing = headers.some((header) => header.startsWith('Transfer-'))
    ? []
    : [`Content-Length: ${body.length}`];
  peer.write(
    `POST ${path}/git-receive-pack HTTP/1.1`,
    `Host: ${client.authority()}`,
    'Content-Type: application/x-git-receive-pack-request',
    'Connection: close',
    ...framing,
    ...headers,
    '',
    body.toString('latin1'),
  );
  const answer = await peer.ended();
  peer.socket.destroy();
  return answer;
}

const gzipBomb = () => {
  const [command] = body.toString('latin1').split('PACK');
  return gzipSync(Buffer.concat([Buffer.from(`${command}PACK`, 'latin1'), Buffer.alloc(64 * 1024 * 1024)]));
};
const chunked = (text: Buffer, ...trailers: readonly string[]) =>
  Buffer.concat([
    Buffer.from(`${text.length.toString(16)}\r\n`),
    text,
    Buffer.from(['\r\n0', ...trailers, '', ''].join('\r\n')),
  ]);

describe('is refused, and changes nothing', () => {
  const ROWS: readonly (readonly [
    what: string,
    body: () => Buffer,
    headers: readonly string[],
    code: string,
  ])[] = [
    ['a coding that git does not know', () => body, ['Content-Encoding: br'], 'malformed'],
    ['deflate', () => deflateSync(body), ['Content-Encoding: deflate'], 'malformed'],
    [
      'gzip twice in one header',
      () => gzipSync(gzipSync(body)),
      ['Content-Encoding: gzip, gzip'],
      'malformed',
    ],
    [
      'gzip in two headers',
      () => gzipSync(gzipSync(body)),
      ['Content-Encoding: gzip', 'Content-Encoding: gzip'],
      'malformed',
    ],
    [
      'gzip twice behind one word of it',
      () => gzipSync(gzipSync(body)),
      ['Content-Encoding: gzip'],
      'malformed',
    ],
    ['gzip that says it is none', () => gzipSync(body), ['Content-Encoding: identity'], 'malformed'],
    ['gzip that does not say so', () => gzipSync(body), [], 'malformed'],
    ['gzip that is none', () => body, ['Content-Encoding: gzip'], 'malformed'],
    ['gzip cut off', () => gzipSync(body).subarray(0, -20), ['Content-Encoding: gzip'], 'inspection-failed'],
    [
      'gzip with bytes behind it',
      () => Buffer.concat([gzipSync(body), Buffer.from('more')]),
      ['Content-Encoding: gzip'],
      'malformed',
    ],
    ['a gzip bomb of a pack', gzipBomb, ['Content-Encoding: gzip'], 'too-large'],
    ['a gzip bomb of a header', () => gzipSync(headerOf(100_000)), ['Content-Encoding: gzip'], 'too-large'],
    ['a header without end', () => headerOf(1000), [], 'too-large'],
    ['bytes behind the pack', () => Buffer.concat([body, Buffer.from('more')]), [], 'inspection-failed'],
    [
      'a second pack behind the first',
      () => Buffer.concat([body, body.subarray(body.indexOf('PACK'))]),
      [],
      'inspection-failed',
    ],
    ['a second push behind the first', () => Buffer.concat([body, body]), [], 'inspection-failed'],
    [
      'a second push as a second member of gzip',
      () => Buffer.concat([gzipSync(body), gzipSync(body)]),
      ['Content-Encoding: gzip'],
      'inspection-failed',
    ],
    ['a pack cut off', () => body.subarray(0, -10), [], 'inspection-failed'],
    ['no pack', () => body.subarray(0, body.indexOf('PACK')), [], 'inspection-failed'],
    ['nothing at all', () => Buffer.alloc(0), [], 'malformed'],
  ];
  it.each(ROWS)('%s', async (_, sent, headers, code) => {
    const before = await repository.refs();
    await post(sent(), ...headers);
    const refusals = await watched.refusals();
    expect(refusals.map(({ detail }) => detail['code'])).toEqual([code]);
    expect(await watched.passed('exchange.intent')).toEqual([]);
    expect(await repository.refs()).toEqual(before);
  });

  it('a pack over the limit, of which the client is told when it has sent all of it', async () => {
    await repository.dev.write('large.bin', randomBytes(20 * MAX_PACK_BYTES));
    const newId = await repository.dev.commit('Large');
    const base = (await repository.refs())['refs/heads/main'] ?? '';
    const large = await pushBody(repository, { ref: REF, oldId: ZERO_ID, newId, base });
    expect(await post(large)).toContain(`ng ${REF} the push cannot be inspected`);
    expect((await watched.refusals()).map(({ detail }) => detail['code'])).toEqual(['too-large']);
    expect(await repository.serverHas(newId)).toBe(false);
  });

  it('a word of the client in its coding is repeated nowhere', async () => {
    const answer = await post(body, 'Content-Encoding: hunter2');
    expect(answer).not.toContain('hunter2');
    expect(JSON.stringify(await watched.refusals())).not.toContain('hunter2');
  });
});

describe('is let through as it was judged', () => {
  it.each([
    ['gzip', () => gzipSync(body), ['Content-Encoding: gzip']],
    ['gzip by its old name', () => gzipSync(body), ['Content-Encoding: x-gzip']],
    [
      'chunks with an extension',
      () => Buffer.from(chunked(body).toString('latin1').replace('\r\n', ';x=y\r\n'), 'latin1'),
      ['Transfer-Encoding: chunked'],
    ],
    [
      'trailers that speak of another request',
      () => chunked(body, 'Content-Encoding: gzip', 'X-HTTP-Method-Override: GET'),
      ['Transfer-Encoding: chunked'],
    ],
  ] as const)('%s', async (_, sent, headers) => {
    await post(sent(), ...headers);
    expect(await watched.passed('exchange.intent')).toHaveLength(1);
    const newId = await repository.dev.must('rev-parse', 'HEAD');
    expect((await repository.refs())[REF]).toBe(newId);
  });
});

it('a second request behind a refused push is judged by itself', async () => {
  const main = (await repository.refs())['refs/heads/main'] ?? '';
  const deletion = await pushBody(repository, {
    ref: 'refs/heads/main',
    oldId: main,
    newId: ZERO_ID,
    base: null,
  });
  const path = `${new URL(repository.url).pathname}/git-receive-pack`;
  const peer = await client.inside();
  const head = [`POST ${path} HTTP/1.1`, `Host: ${client.authority()}`, `Content-Length: ${deletion.length}`];
  peer.write(...head, '', '').write(deletion.toString('latin1'));
  peer.write(...head, 'Connection: close', '', '').write(deletion.toString('latin1'));
  const answers = await peer.ended();
  expect(answers.match(/ng refs\/heads\/main/g)).toHaveLength(2);
  expect((await watched.refusals()).map(({ detail }) => detail['code'])).toEqual(['denied', 'denied']);
  expect((await repository.refs())['refs/heads/main']).toBe(main);
});

it('bytes behind a deletion, which has no pack, stay here', async () => {
  const { dev } = repository;
  await dev.must('push', 'origin', `HEAD:${REF}`);
  const oldId = await dev.must('rev-parse', 'HEAD');
  const hidden = await dev.commit('Hidden');
  const deletion = await pushBody(repository, { ref: REF, oldId, newId: ZERO_ID, base: null });
  const more = await pushBody(repository, { ref: REF, oldId, newId: hidden, base: oldId });
  await post(Buffer.concat([deletion, more.subarray(more.indexOf('PACK'))]));
  expect(await repository.serverHas(hidden)).toBe(false);
});

it('objects in a pack that no ref of the push reaches stay here', async () => {
  const { dev } = repository;
  const [newId, base] = await Promise.all([dev.must('rev-parse', 'HEAD'), dev.must('rev-parse', 'HEAD~1')]);
  const hidden = await dev.commit('Hidden');
  const whole = await pushBody(repository, { ref: REF, oldId: ZERO_ID, newId: hidden, base });
  const command = body.subarray(0, body.indexOf('PACK'));
  await post(Buffer.concat([command, whole.subarray(whole.indexOf('PACK'))]));
  expect((await repository.refs())[REF]).toBe(newId);
  expect(await repository.serverHas(hidden)).toBe(false);
});

function headerOf(lines: number): Buffer {
  const commands = Array.from(
    { length: lines },
    (_, at) => `${ZERO_ID} ${'1'.repeat(40)} refs/heads/${at}${at === 0 ? '\0 report-status' : ''}`,
  );
  return Buffer.concat(commands.map((command) => encodePktLine(Buffer.from(command))));
}
