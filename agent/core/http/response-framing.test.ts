import { describe, expect, test } from 'vitest';
import { responseFraming, restMs } from './response-framing.ts';
import type { ResponseHead } from './response-head.ts';

function head(rawHeaders: readonly string[], given: Partial<ResponseHead> = {}): ResponseHead {
  return { isHttp11: true, status: 200, statusMessage: '', rawHeaders, ...given };
}

const CHUNKED = ['Transfer-Encoding', 'Chunked'];

describe('a body ends', () => {
  test.each([
    ['after its length', 'GET', head(['content-LENGTH', '12']), { kind: 'length', length: 12 }],
    ['with its last chunk', 'GET', head(CHUNKED), { kind: 'chunked' }],
    ['with the connection', 'GET', head([]), { kind: 'close' }],
    ['at once, to HEAD', 'HEAD', head(['Content-Length', '12']), { kind: 'none' }],
    ['at once, after 204', 'GET', head([], { status: 204 }), { kind: 'none' }],
    ['at once, after 304', 'GET', head(CHUNKED, { status: 304 }), { kind: 'none' }],
    ['at once, in between', 'GET', head(['Content-Length', '5'], { status: 103 }), { kind: 'none' }],
    ['nowhere with both', 'GET', head([...CHUNKED, 'Content-Length', '1']), null],
    ['nowhere with two lengths', 'GET', head(['Content-Length', '1', 'Content-Length', '1']), null],
    ['nowhere with no number', 'GET', head(['Content-Length', '0x1']), null],
    ['nowhere with a number too long', 'GET', head(['Content-Length', '1'.repeat(16)]), null],
    ['nowhere with another coding', 'GET', head(['Transfer-Encoding', 'gzip']), null],
    ['nowhere with chunks before 1.1', 'GET', head(CHUNKED, { isHttp11: false }), null],
  ])('%s', (_, method, given, framing) => {
    expect(responseFraming(method, given)).toEqual(framing);
  });
});

describe('the connection rests', () => {
  const LENGTH = { kind: 'length', length: 1 } as const;
  test.each([
    ['as long as it may', head([]), LENGTH, 4000],
    ['no longer than the server says', head(['Keep-Alive', 'timeout=3, max=9']), LENGTH, 2000],
    ['no longer than it may', head(['keep-alive', 'timeout=60']), LENGTH, 4000],
    ['not at all where that is soon', head(['Keep-Alive', 'timeout=1']), LENGTH, 0],
    ['not at all after close', head(['Connection', 'x, Close']), LENGTH, 0],
    ['not at all before 1.1', head([], { isHttp11: false }), LENGTH, 0],
    ['not at all where it ended the body', head([]), { kind: 'close' } as const, 0],
    ['as long as it may after a word that is none', head(['Keep-Alive', 'timeout=soon']), LENGTH, 4000],
  ])('%s', (_, given, framing, ms) => {
    expect(restMs(given, framing, 4000)).toBe(ms);
  });
});
