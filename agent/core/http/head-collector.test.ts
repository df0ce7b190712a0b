import { describe, expect, test } from 'vitest';
import { HeadCollector } from './head-collector.ts';

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

describe('a collector', () => {
  test.each([
    ['line', ['a\r\nb'], 'a', 3],
    ['line', ['\r\n'], '', 2],
    ['line', ['a\r', '\nb'], 'a', 1],
    ['line', ['a\r', '\r\n'], 'a\r', 2],
    ['line', ['a\n', '\r\n'], 'a\n', 2],
    ['empty line', ['a\r\nb\r\n\r\nc'], 'a\r\nb', 8],
    ['empty line', ['a\r\n', '\r', '\nb'], 'a', 1],
    ['empty line', ['a\r\n\r', '\r\n', '\r\n'], 'a\r\n\r', 2],
  ] as const)('finds the end of its %s in %j', (end, pieces, text, used) => {
    const collector = new HeadCollector(end, 100);
    const [last, ...before] = pieces.map((piece) => collector.push(bytesOf(piece), 0)).toReversed();
    expect(before.every(({ kind }) => kind === 'more')).toBe(true);
    expect(last).toEqual({ kind: 'text', text, used });
  });

  test('starts at the byte it is told to, and anew after an end', () => {
    const collector = new HeadCollector('line', 100);
    const bytes = bytesOf('ab\r\ncd\r\n');
    expect(collector.push(bytes, 1)).toEqual({ kind: 'text', text: 'b', used: 3 });
    expect(collector.push(bytes, 4)).toEqual({ kind: 'text', text: 'cd', used: 4 });
  });

  test.each([
    ['at once', ['a'.repeat(20)]],
    ['at once, with an end', [`${'a'.repeat(20)}\r\n`]],
    ['byte by byte', 'a'.repeat(20).split('')],
  ])('holds no more than it may: %s', (_, pieces) => {
    const collector = new HeadCollector('line', 10);
    expect(pieces.map((piece) => collector.push(bytesOf(piece), 0).kind)).toContain('too-long');
  });

  test('holds as much as it may', () => {
    const text = 'a'.repeat(10);
    expect(new HeadCollector('line', 10).push(bytesOf(`${text}\r\n`), 0)).toMatchObject({ text });
  });
});
