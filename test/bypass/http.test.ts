import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Watch, type WireClient, watch, wireClient } from '../support/wire-client.ts';
import { openWorld, type World } from '../support/world.ts';

/**
 * Ways of saying a request so that one reader of it sees something else than another, each as raw bytes inside the
 * TLS of a governed host. Every row is refused with a record, and not a byte reaches the server.
 */
let world: World;
let client: WireClient;
let watched: Watch;

beforeAll(async () => {
  world = await openWorld({ limits: { listener: { maxRefusalRecords: 10_000 } } });
  client = await wireClient(world, await world.session('mixed'));
});
beforeEach(async () => {
  watched = await watch(world);
});
afterEach(() => watched.nothingForwarded());
afterAll(() => world.close());

const RPC = '/team/demo.git/git-receive-pack';
const REFS = '/team/demo.git/info/refs';

type Row = readonly [what: string, line: string, headers?: readonly string[], body?: string];

const named = (rows: readonly Row[]): readonly (readonly [string, Row])[] => rows.map((row) => [row[0], row]);

/** Sends it, and says what came back and what was recorded. */
async function attempt([, line, headers = [], body = '']: Row): Promise<{
  readonly status: number;
  readonly codes: readonly unknown[];
}> {
  const peer = await client.inside();
  const length = body === '' && line.startsWith('POST') ? ['Content-Length: 0'] : [];
  peer.write(`${line} HTTP/1.1`, `Host: ${client.authority()}`, ...length, ...headers, '', body);
  const answer = await peer.until('\r\n\r\n');
  peer.socket.destroy();
  // What breaks off in the body is seen by the listener and by the exchange under way.
  const codes = new Set((await watched.refusals()).map(({ detail }) => detail['code']));
  return { status: Number(answer.slice(9, 12)), codes: [...codes] };
}

describe('the path', () => {
  const ROWS: readonly Row[] = [
    ['a slash escaped', 'POST /team%2fdemo.git/git-receive-pack'],
    ['a slash escaped before the service', 'POST /team/demo.git%2Fgit-receive-pack'],
    ['a slash escaped twice', 'POST /team/demo.git%252fgit-receive-pack'],
    ['a dot escaped', 'POST /team/demo%2egit/git-receive-pack'],
    ['a letter escaped', 'POST /team/%64emo.git/git-receive-pack'],
    ['a hyphen escaped', 'POST /team/demo.git/git%2Dreceive-pack'],
    ['a folder up', 'POST /team/x/../demo.git/git-receive-pack'],
    ['a folder up, escaped', 'POST /team/x/%2e%2e/demo.git/git-receive-pack'],
    ['a folder up, after the service', 'POST /team/demo.git/git-receive-pack/x/..'],
    ['the same folder', 'POST /team/./demo.git/git-receive-pack'],
    ['two slashes', 'POST /team//demo.git/git-receive-pack'],
    ['two slashes at the beginning', 'POST //team/demo.git/git-receive-pack'],
    ['two slashes before the service', 'POST /team/demo.git//git-receive-pack'],
    ['.GIT in capitals', 'POST /team/demo.GIT/git-receive-pack'],
    ['the service in capitals', 'POST /team/demo.git/GIT-RECEIVE-PACK'],
    ['a dot at the end', 'POST /team/demo.git/git-receive-pack.'],
    ['a dot at the end of the repository', 'POST /team/demo.git./git-receive-pack'],
    ['a slash at the end', 'POST /team/demo.git/git-receive-pack/'],
    ['a path parameter', 'POST /team/demo.git/git-receive-pack;x=1'],
    ['a path parameter of the repository', 'POST /team/demo.git;x/git-receive-pack'],
    ['a NUL, escaped', 'POST /team/demo.git/git-receive-pack%00.html'],
    ['a line feed, escaped', 'POST /team/demo.git/git-receive-pack%0a'],
    ['a backslash', 'POST /team/demo.git\\git-receive-pack'],
    ['a backslash, escaped', 'POST /team/demo.git%5cgit-receive-pack'],
    ['.git twice', 'POST /team/demo.git.git/git-receive-pack'],
    ['.git as a folder', 'POST /team/demo/.git/git-receive-pack'],
    ['an overlong slash', 'POST /team/demo.git%c0%afgit-receive-pack'],
    ['a full-width letter', 'POST /team/demo.git/git-receive-pac%ef%bd%8b'],
    ['no repository', 'POST /git-receive-pack'],
    ['a sign-in page in front', 'POST /login/../team/demo.git/git-receive-pack'],
    ['a sign-in page with the push in its query', `POST /login?next=${RPC}`],
    ['absolute form with a path of tricks', 'POST https://HOST/team/%64emo.git/git-receive-pack'],
  ];
  it.each(named(ROWS))('with %s', async (_, row) => {
    const [what, line] = row;
    const asked = line.replace('HOST', client.authority());
    expect(await attempt([what, asked])).toEqual({ status: 400, codes: ['malformed'] });
  });
});

describe('the query', () => {
  const ROWS: readonly Row[] = [
    ['service twice', `GET ${REFS}?service=git-upload-pack&service=git-receive-pack`],
    ['service escaped', `GET ${REFS}?service=git%2dreceive-pack`],
    ['SERVICE in capitals', `GET ${REFS}?SERVICE=git-receive-pack`],
    ['another field before it', `GET ${REFS}?x=1&service=git-receive-pack`],
    ['another field behind it', `GET ${REFS}?service=git-receive-pack&x=1`],
    ['another service', `GET ${REFS}?service=git-upload-archive`],
    ['a service with the push', `POST ${RPC}?service=git-upload-pack`],
    ['nothing behind its mark', `POST ${RPC}?`],
    ['service on a page', 'GET /index.php?path=/team/demo.git&service=git-receive-pack'],
  ];
  it.each(named(ROWS))('with %s', async (_, row) => {
    expect(await attempt(row)).toEqual({ status: 400, codes: ['malformed'] });
  });
});

describe('the method', () => {
  const MALFORMED: readonly Row[] = [
    ['GET for a push', `GET ${RPC}`],
    ['PUT for a push', `PUT ${RPC}`, ['Content-Length: 0']],
    ['HEAD for the refs', `HEAD ${REFS}?service=git-receive-pack`],
    ['OPTIONS for a push', `OPTIONS ${RPC}`],
    ['POST for the refs', `POST ${REFS}?service=git-receive-pack`],
    ['another one in a header', `POST ${RPC}`, ['X-HTTP-Method-Override: GET']],
    ['another one in a header of old', 'GET /team/demo', ['X-Method-Override: POST']],
    ['another one in a header of Google’s', 'GET /team/demo', ['X-HTTP-Method: PUT']],
    ['another path in a header', 'POST /session', [`X-Original-URL: ${RPC}`]],
    ['another path in another header', 'GET /team/demo', ['X-Rewrite-URL: /team/demo/create/main']],
    ['CONNECT inside TLS', 'CONNECT git.playground.test:443'],
    ['one that Node does not know', `PUSH ${RPC}`],
    ['post in lower case', `post ${RPC}`],
  ];
  it.each(named(MALFORMED))('%s', async (_, row) => {
    expect(await attempt(row)).toEqual({ status: 400, codes: ['malformed'] });
  });

  const UNKNOWN: readonly Row[] = [
    ['OPTIONS of the whole server', 'OPTIONS *'],
    ['TRACE', 'TRACE /team/demo'],
    ['DELETE of a page', 'DELETE /team/demo'],
    ['PATCH of a page', 'PATCH /team/demo', ['Content-Length: 0']],
    ['POST of a page', 'POST /team/demo/create/main'],
    ['a page’s write behind a sign-in page', 'POST /login/../team/demo/create/main'],
    ['a page’s write behind an escaped sign-in page', 'POST /login/%2e%2e/team/demo/create/main'],
    ['a page’s write behind a backslash', 'POST /session/..\\team/demo/create/main'],
    ['a page’s write behind a path parameter', 'POST /session/..;/team/demo/create/main'],
    ['a page’s write behind an empty segment', 'POST /session//../team/demo/create/main'],
    ['the refs of the dumb protocol', `GET ${REFS}`],
    ['an object of the dumb protocol', `GET /team/demo.git/objects/ab/${'c'.repeat(38)}`],
    ['HEAD of the dumb protocol', 'GET /team/demo.git/HEAD'],
    ['a lock of the dumb push', 'LOCK /team/demo.git/refs/heads/main'],
    ['a folder of the dumb push', 'MKCOL /team/demo.git/objects/ab/'],
    ['an object of the dumb push', `PUT /team/demo.git/objects/ab/${'c'.repeat(38)}`, ['Content-Length: 0']],
    ['a move of the dumb push', 'MOVE /team/demo.git/objects/ab/x'],
    ['properties of WebDAV', 'PROPFIND /team/demo.git/'],
    ['a lock of LFS with another method', 'DELETE /team/demo.git/info/lfs/locks'],
    ['an object of LFS that is put', `PUT /team/demo.git/info/lfs/objects/${'0'.repeat(64)}`],
  ];
  it.each(named(UNKNOWN))('%s', async (_, row) => {
    expect(await attempt(row)).toEqual({ status: 403, codes: ['unknown-operation'] });
  });
});

describe('the framing', () => {
  const CHUNKED = 'Transfer-Encoding: chunked';
  const ROWS: readonly Row[] = [
    ['a length beside chunks', `POST ${RPC}`, ['Content-Length: 4', CHUNKED], '0\r\n\r\n'],
    ['chunks beside a length', `POST ${RPC}`, [CHUNKED, 'Content-Length: 4'], '0\r\n\r\n'],
    ['two lengths', `POST ${RPC}`, ['Content-Length: 4', 'Content-Length: 0'], '0000'],
    ['a list of lengths', `POST ${RPC}`, ['Content-Length: 4, 4'], '0000'],
    ['chunks under another name', `POST ${RPC}`, ['Transfer-Encoding: chunked, identity'], '0\r\n\r\n'],
    ['chunks with a space before the colon', `POST ${RPC}`, ['Transfer-Encoding : chunked'], '0\r\n\r\n'],
    ['chunks of gzip', `POST ${RPC}`, ['Transfer-Encoding: gzip, chunked'], '0\r\n\r\n'],
    ['a folded header', `POST ${RPC}`, ['X-A: 1', ` ${CHUNKED}`, 'Content-Length: 0'], ''],
    ['a bare line feed in a header', `POST ${RPC}`, ['X-A: 1\nContent-Length: 4'], '0000'],
    ['a NUL in a header', `POST ${RPC}`, ['X-A: 1\0', 'Content-Length: 4'], '0000'],
    ['a chunk with a sign', `POST ${RPC}`, [CHUNKED], '+4\r\n0000\r\n0\r\n\r\n'],
    ['a second Host', `GET ${REFS}?service=git-receive-pack`, ['Host: evil.test']],
    ['the preface of h2', 'PRI *'],
  ];
  it.each(named(ROWS))('%s', async (_, row) => {
    expect((await attempt(row)).codes).toContain('malformed');
  });

  it('an extension of a chunk that never ends', async () => {
    const row: Row = ['', `POST ${RPC}`, [CHUNKED], `4;${'x'.repeat(20_000)}\r\n0000\r\n0\r\n\r\n`];
    const { status, codes } = await attempt(row);
    expect(status).toBe(413);
    expect(codes).toContain('too-large');
  });
});

describe('another protocol', () => {
  it.each([
    ['a WebSocket', ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13']],
    ['a WebSocket behind an offer of h2c', ['Connection: Upgrade', 'Upgrade: h2c, websocket']],
    ['TLS in TLS', ['Connection: Upgrade', 'Upgrade: TLS/1.0']],
  ])('%s', async (what, headers) => {
    const answer = await attempt([what, `GET ${REFS}?service=git-receive-pack`, headers]);
    expect(answer).toEqual({ status: 403, codes: ['upgrade-refused'] });
  });
});

describe('Expect: 100-continue', () => {
  const ROWS: readonly Row[] = [
    ['a path of tricks', 'POST /team/%64emo.git/git-receive-pack'],
    ['what no rule judges', 'POST /team/demo/create/main'],
    ['a coding that nobody reads', `POST ${RPC}`, ['Content-Encoding: br']],
  ];
  it.each(named(ROWS))('is not answered for %s', async (_, [, line, headers = []]) => {
    const peer = await client.inside();
    const expecting = ['Content-Length: 1000', 'Expect: 100-continue', ...headers];
    peer.write(`${line} HTTP/1.1`, `Host: ${client.authority()}`, ...expecting, '', '');
    expect(await peer.ended()).toMatch(/^HTTP\/1\.1 40[03] /);
    expect(await watched.refusals()).toHaveLength(1);
  });
});
