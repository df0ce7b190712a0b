import { describe, expect, test } from 'vitest';
import { ChunkReader } from './chunk-reader.ts';

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

describe('chunks', () => {
  test.each([
    ['one', '3\r\nabc\r\n0\r\n\r\n', ['abc']],
    ['several, and bytes after them', '1\r\na\r\n0002\r\nbc\r\n0\r\n\r\nrest', ['a', 'bc']],
    ['with extensions', '1;a=b;c="d e"\r\na\r\n0;x\r\n\r\n', ['a']],
    ['sizes in both cases', 'a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n', ['0123456789', '0123456789']],
  ])('%s', (_, text, data) => {
    const read = new ChunkReader(100).push(bytesOf(text), 0);
    expect(read.data.map((bytes) => String.fromCharCode(...bytes))).toEqual(data);
    expect(read.end).toEqual({ rawTrailers: [], used: text.replace('rest', '').length });
  });

  test('a chunk that is not whole yet gives what there is', () => {
    const reader = new ChunkReader(100);
    expect(reader.push(bytesOf('5\r\nab'), 0)).toEqual({ data: [bytesOf('ab')], end: null });
    expect(reader.push(bytesOf('-cde'), 1)).toEqual({ data: [bytesOf('cde')], end: null });
    expect(reader.push(bytesOf('\r\n0\r\nX: y\r\n\r\n'), 0).end).toMatchObject({ rawTrailers: ['X', 'y'] });
  });

  test.each(['\r\n', 'g\r\n', '-1\r\n', '0x1\r\n', ' 1\r\n', '1 a\r\n', '1\r\nab', '1\r\na\n', '1;\0\r\n'])(
    '%j is none',
    (text) => {
      expect(new ChunkReader(100).push(bytesOf(`${text}\r\n\r\n`), 0).end).toBe('fault');
    },
  );

  test('trailers may be as long as the limit and no longer', () => {
    const trailers = (count: number) => bytesOf(`0\r\n${'X: 3456789\r\n'.repeat(count)}\r\n`);
    expect(new ChunkReader(100).push(trailers(10), 0).end).toMatchObject({ rawTrailers: { length: 20 } });
    expect(new ChunkReader(100).push(trailers(11), 0).end).toBe('fault');
  });
});
