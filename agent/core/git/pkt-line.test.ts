import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeUtf8 } from './bytes.ts';
import { encodePktLine, FLUSH, MAX_PAYLOAD, PktLineError, readPktLine } from './pkt-line.ts';

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof PktLineError) return error.code;
    throw error;
  }
  return 'nothing thrown';
};

describe('reading', () => {
  test.each([
    ['0000', { kind: 'flush' }, 4],
    ['0001', { kind: 'delim' }, 4],
    ['0002', { kind: 'response-end' }, 4],
    ['0004', { kind: 'data', payload: encodeUtf8('') }, 4],
    ['0006a\nrest', { kind: 'data', payload: encodeUtf8('a\n') }, 6],
    ['000Bfoobar\n', { kind: 'data', payload: encodeUtf8('foobar\n') }, 11],
    ['000bfoobar\n', { kind: 'data', payload: encodeUtf8('foobar\n') }, 11],
  ])('%j', (text, line, next) => {
    expect(readPktLine(encodeUtf8(text), 0)).toEqual({ line, next });
  });

  test('starts where it is told', () => {
    expect(readPktLine(encodeUtf8('xx00000006ab'), 6)).toMatchObject({ line: { kind: 'data' }, next: 12 });
  });

  test.each([
    ['0003', 'reserved-length'],
    ['00g0', 'bad-length'],
    [' 006ab', 'bad-length'],
    ['+006ab', 'bad-length'],
    ['-001', 'bad-length'],
    ['0x06', 'bad-length'],
    ['6 \n\t', 'bad-length'],
    ['PACK', 'bad-length'],
    ['\u0660\u0660', 'bad-length'],
    ['fff1', 'too-long'],
    ['ffff', 'too-long'],
    ['', 'incomplete'],
    ['000', 'incomplete'],
    ['0005', 'incomplete'],
    ['0006a', 'incomplete'],
    ['fff0a', 'incomplete'],
    ['g', 'bad-length'],
  ])('%j is refused: %s', (text, code) => {
    expect(codeOf(() => readPktLine(encodeUtf8(text), 0))).toBe(code);
  });
});

describe('encoding', () => {
  test('is undone by reading', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5_000 }), (payload) => {
        const bytes = encodePktLine(payload);
        expect(readPktLine(bytes, 0)).toEqual({ line: { kind: 'data', payload }, next: bytes.length });
      }),
    );
  });

  test('goes up to the longest line and no further', () => {
    expect(readPktLine(encodePktLine(new Uint8Array(MAX_PAYLOAD)), 0).next).toBe(65_520);
    expect(codeOf(() => encodePktLine(new Uint8Array(MAX_PAYLOAD + 1)))).toBe('too-long');
  });

  test('has one flush', () => {
    expect(readPktLine(FLUSH, 0)).toEqual({ line: { kind: 'flush' }, next: 4 });
  });
});
