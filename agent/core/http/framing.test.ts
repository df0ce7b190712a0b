import { expect, test } from 'vitest';
import { framingFault } from './framing.ts';

const HOST = ['Host', 'a.test'];

test.each([
  [[], null],
  [['Content-Length', '0'], null],
  [['Content-Length', '12'], null],
  [['transfer-encoding', 'Chunked'], null],
  [['host', 'a.test'], 'host-repeated'],
  [['Content-Length', '1', 'content-length', '1'], 'content-length-repeated'],
  [['Content-Length', '1, 1'], 'content-length-malformed'],
  [['Content-Length', '+1'], 'content-length-malformed'],
  [['Content-Length', '-1'], 'content-length-malformed'],
  [['Content-Length', '0x1'], 'content-length-malformed'],
  [['Content-Length', ''], 'content-length-malformed'],
  [['Content-Length', '9'.repeat(16)], 'content-length-malformed'],
  [['Transfer-Encoding', 'chunked', 'Content-Length', '1'], 'length-beside-transfer-encoding'],
  [['Transfer-Encoding', 'gzip, chunked'], 'transfer-encoding-unknown'],
  [['Transfer-Encoding', 'xchunked'], 'transfer-encoding-unknown'],
  [['Transfer-Encoding', 'identity'], 'transfer-encoding-unknown'],
  [['Transfer-Encoding', 'chunked', 'Transfer-Encoding', 'chunked'], 'transfer-encoding-unknown'],
  [['Authorization', 'Basic eDp5', 'Content-Type', 'text/plain'], null],
  [['Authorization', 'Basic eDp5', 'authorization', 'Basic eDp5'], 'authorization-repeated'],
  [['Content-Type', 'image/png', 'content-type', 'text/plain'], 'content-type-repeated'],
])('%j: %s', (headers, fault) => {
  expect(framingFault([...HOST, ...headers])).toBe(fault);
});

test('a request names its host', () => {
  expect(framingFault(['Accept', '*/*'])).toBe('host-missing');
});
