import { describe, expect, test } from 'vitest';
import { proxyScene } from '../../test/support/proxy-scene.ts';

const scene = proxyScene();

describe('a request that can be read in two ways is refused', () => {
  const CHUNKED = 'Transfer-Encoding: chunked';
  test.each([
    ['length and chunks', ['Content-Length: 3', CHUNKED], '0\r\n\r\n'],
    ['chunks and length', [CHUNKED, 'Content-Length: 3'], '0\r\n\r\n'],
    ['an unknown transfer coding', ['Transfer-Encoding: xchunked'], ''],
    ['chunked that is not last', ['Transfer-Encoding: chunked, identity'], ''],
    ['a coding before chunked', ['Transfer-Encoding: gzip, chunked'], '0\r\n\r\n'],
    ['chunked twice', [CHUNKED, CHUNKED], '0\r\n\r\n'],
    ['a coding hidden by a tab', ['Transfer-Encoding:\tchunked', 'Content-Length: 3'], '0\r\n\r\n'],
    ['a space before the colon', ['Transfer-Encoding : chunked'], '0\r\n\r\n'],
    ['two lengths', ['Content-Length: 3', 'Content-Length: 3'], 'abc'],
    ['a list of lengths', ['Content-Length: 3, 3'], 'abc'],
    ['a signed length', ['Content-Length: +3'], 'abc'],
    ['a hexadecimal length', ['Content-Length: 0x3'], 'abc'],
    ['a folded header', ['X-A: 1', ' 2'], ''],
    ['a header without a colon', ['X-A'], ''],
    ['a NUL in a value', ['X-A: a\u0000b'], ''],
    ['a NUL in a name', ['X-\u0000A: b'], ''],
    ['a carriage return in a value', ['X-A: a\rb'], ''],
    ['a second host', ['Host: evil.test'], ''],
    ['the same host again', ['HOST: localhost'], ''],
    ['a chunk that is no number', [CHUNKED], 'zz\r\nabc\r\n0\r\n\r\n'],
    ['a chunk with a sign', [CHUNKED], '-3\r\nabc\r\n0\r\n\r\n'],
    ['a chunk longer than it says', [CHUNKED], '2\r\nabc\r\n0\r\n\r\n'],
    ['a chunk size with a bare line feed', [CHUNKED], '3\nabc\r\n0\r\n\r\n'],
    ['a chunk that ends in a bare line feed', [CHUNKED], '3\r\nabc\n0\r\n\r\n'],
    ['a chunk size beyond all numbers', [CHUNKED], 'fffffffffffffffff\r\nabc'],
  ])('%s', async (_, headers, body) => {
    const client = await scene.bench.inside(scene.origin.port);
    client.write('POST / HTTP/1.1', `Host: ${scene.authority}`, ...headers, '', body);
    expect(await client.ended()).toMatch(/^HTTP\/1\.1 400 .*\r\n(?:.*\r\n)*Connection: close\r\n/);
  });

  test.each([
    ['bare line feeds', (host: string) => `GET / HTTP/1.1\nHost: ${host}\n\n`],
    ['a bare line feed after a header', (host: string) => `GET / HTTP/1.1\r\nHost: ${host}\nX: y\r\n\r\n`],
    ['no host', () => 'GET / HTTP/1.1\r\n\r\n'],
    ['another version', (host: string) => `GET / HTTP/1.2\r\nHost: ${host}\r\n\r\n`],
    ['a space in the path', (host: string) => `GET /a b HTTP/1.1\r\nHost: ${host}\r\n\r\n`],
    ['a fragment', (host: string) => `GET /a#b HTTP/1.1\r\nHost: ${host}\r\n\r\n`],
    ['a path of high bytes', (host: string) => `GET /\u00ff HTTP/1.1\r\nHost: ${host}\r\n\r\n`],
    ['another server in absolute form', () => 'GET http://evil.test/ HTTP/1.1\r\nHost: evil.test\r\n\r\n'],
    ['another port in absolute form', () => 'GET https://localhost:1/ HTTP/1.1\r\nHost: localhost:1\r\n\r\n'],
    [
      'another scheme in absolute form',
      (host: string) => `GET http://${host}/ HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
    ],
    ['a CONNECT', (host: string) => `CONNECT ${host} HTTP/1.1\r\nHost: ${host}\r\n\r\n`],
    ['nonsense', () => 'hello\r\n\r\n'],
  ])('%s', async (_, text) => {
    const client = await scene.bench.inside(scene.origin.port);
    client.write(text(scene.authority));
    expect(await client.ended()).toMatch(/^HTTP\/1\.1 400 /);
    expect(scene.bench.requests).toEqual([]);
    expect(scene.origin.connections).toBe(0);
  });

  test('but not after an answer has begun', async () => {
    const client = await scene.bench.inside(scene.origin.port);
    client.write(
      'POST / HTTP/1.1',
      `Host: ${scene.authority}`,
      'Transfer-Encoding: chunked',
      '',
      '3',
      'abc',
      '',
    );
    const server = await scene.origin.next();
    await server.until('abc');
    server.write('HTTP/1.1 200 OK', 'Content-Length: 9', '', 'one');
    await client.until('one');
    client.write('zz', '');
    expect(await client.ended()).not.toContain('400');
  });

  test('a head without end', async () => {
    const client = await scene.bench.inside(scene.origin.port);
    client.write('GET / HTTP/1.1', `Host: ${scene.authority}`, `X: ${'a'.repeat(70_000)}`, '', '');
    expect(await client.ended()).toMatch(/^HTTP\/1\.1 431 /);
  });

  test.each([' HTTP/1.0', ''])('version %j', async (version) => {
    const client = await scene.bench.inside(scene.origin.port);
    client.write(`GET /${version}`, `Host: ${scene.authority}`, '', '');
    expect(await client.ended()).toMatch(/^HTTP\/1\.1 505 /);
  });
});
