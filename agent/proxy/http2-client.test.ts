import { describe, expect, test } from 'vitest';
import { http2Head } from './http2-client.ts';

const PSEUDO = [':method', 'POST', ':scheme', 'https', ':authority', 'a.test', ':path', '/x'];

describe('http2Head', () => {
  test.each([
    ['adds the host in front', ['x', '1'], false, ['host', 'a.test', 'x', '1']],
    ['takes a host that says the same', ['x', '1', 'host', 'a.test'], false, ['x', '1', 'host', 'a.test']],
    [
      'joins the cookies',
      ['cookie', 'a', 'x', '1', 'cookie', 'b'],
      false,
      ['host', 'a.test', 'x', '1', 'cookie', 'a; b'],
    ],
    ['says that there is no body', [], true, ['host', 'a.test', 'content-length', '0']],
    ['keeps a length', ['content-length', '0'], true, ['host', 'a.test', 'content-length', '0']],
  ])('%s', (_, headers, endsHere, rawHeaders) => {
    expect(http2Head([...PSEUDO, ...headers], endsHere)).toEqual({
      method: 'POST',
      target: '/x',
      rawHeaders,
    });
  });

  test.each([
    ['another host', [...PSEUDO, 'host', 'b.test']],
    ['connection', [...PSEUDO, 'connection', 'close']],
    ['keep-alive', [...PSEUDO, 'keep-alive', '1']],
    ['proxy-connection', [...PSEUDO, 'proxy-connection', 'x']],
    ['transfer-encoding', [...PSEUDO, 'transfer-encoding', 'chunked']],
    ['upgrade', [...PSEUDO, 'upgrade', 'websocket']],
    ['te that is not trailers', [...PSEUDO, 'te', 'gzip']],
    ['plain http', [':method', 'GET', ':scheme', 'http', ':authority', 'a.test', ':path', '/']],
    ['no path', [':method', 'GET', ':scheme', 'https', ':authority', 'a.test']],
    ['a CONNECT', [':method', 'CONNECT', ':authority', 'a.test']],
    ['an extended CONNECT', [...PSEUDO.with(1, 'CONNECT'), ':protocol', 'websocket']],
  ])('refuses %s', (_, headers) => {
    expect(http2Head(headers, false)).toBeNull();
  });
});
