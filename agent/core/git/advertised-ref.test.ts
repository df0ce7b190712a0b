import { describe, expect, test } from 'vitest';
import { AdvertisementError, parseAdvertisedLine } from './advertised-ref.ts';
import { encodeUtf8 } from './bytes.ts';

const A = 'a'.repeat(40);
const LONG = 'b'.repeat(64);

describe('a ref', () => {
  test.each([
    [`${A} refs/heads/main`, A, 'refs/heads/main', null, '', ''],
    [`${A} refs/heads/main\n`, A, 'refs/heads/main', null, '', '\n'],
    [`${A} .have\n`, A, '.have', null, '', '\n'],
    [`${LONG} refs/heads/b\u00fccher\0a b=c\n`, LONG, 'refs/heads/b\u00fccher', ['a', 'b=c'], '', '\n'],
    [`${A} capabilities^{}\0 a  b \n`, A, 'capabilities^{}', ['a', 'b'], ' ', '\n'],
    [`${A} refs/heads/main\0`, A, 'refs/heads/main', [], '', ''],
  ])('%j', (text, id, name, capabilities, before, lineFeed) => {
    expect(parseAdvertisedLine(encodeUtf8(text))).toEqual({
      kind: 'ref',
      ref: { id, name },
      capabilities,
      before,
      lineFeed,
    });
  });
});

test.each([
  [`shallow ${A}\n`, { kind: 'shallow' }],
  ['ERR no such repository\n', { kind: 'error' }],
  ['# service=git-receive-pack\n', { kind: 'other', text: '# service=git-receive-pack' }],
  ['version 1\n', { kind: 'other', text: 'version 1' }],
  ['', { kind: 'other', text: '' }],
  [`${A.toUpperCase()} refs/heads/x`, { kind: 'other', text: `${A.toUpperCase()} refs/heads/x` }],
  [`${A} refs/heads/a b`, { kind: 'other', text: `${A} refs/heads/a b` }],
  [`${A} refs/heads/a\0x\0y`, { kind: 'other', text: `${A} refs/heads/a\0x\0y` }],
  [`${A} refs/heads/a\0x\ny`, { kind: 'other', text: `${A} refs/heads/a\0x\ny` }],
])('%j is no ref', (text, expected) => {
  expect(parseAdvertisedLine(encodeUtf8(text))).toEqual(expected);
});

test('a line that is not UTF-8 is refused', () => {
  expect(() => parseAdvertisedLine(Uint8Array.of(0xff))).toThrow(
    expect.objectContaining({ constructor: AdvertisementError, code: 'bad-line' }),
  );
});
