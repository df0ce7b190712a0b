import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concatBytes, encodeUtf8 } from './bytes.ts';
import { HEAD_REQUEST, headOf } from './head-answer.ts';
import { encodePktLine } from './pkt-line.ts';

const ID = '0123456789abcdef0123456789abcdef01234567';
const OTHER = 'f'.repeat(40);

/** `0000` and the like stand for themselves. */
function answer(...lines: readonly string[]): Uint8Array {
  return concatBytes(
    lines.map((line) => (/^000[0-2]$/.test(line) ? encodeUtf8(line) : encodePktLine(encodeUtf8(line)))),
  );
}

test('what is asked is one command with its argument', () => {
  expect(new TextDecoder().decode(HEAD_REQUEST)).toBe('0014command=ls-refs\n00010014ref-prefix HEAD\n0000');
});

test.each<readonly [string, readonly string[], string | null]>([
  ['HEAD alone', [`${ID} HEAD\n`, '0000'], ID],
  ['without the line feed', [`${ID} HEAD`, '0000'], ID],
  ['of SHA-256', [`${ID}${ID.slice(0, 24)} HEAD\n`, '0000'], `${ID}${ID.slice(0, 24)}`],
  ['among refs that begin like it', [`${OTHER} HEADS\n`, `${ID} HEAD\n`, '0000'], ID],
  ['no ref', ['0000'], null],
  ['others only', [`${OTHER} refs/heads/HEAD\n`, '0000'], null],
  ['HEAD twice', [`${ID} HEAD\n`, `${OTHER} HEAD\n`, '0000'], null],
  ['an advertisement', [`${ID} HEAD\0multi_ack\n`, '0000'], null],
  [
    'an advertisement with its service',
    ['# service=git-upload-pack\n', '0000', `${ID} HEAD\n`, '0000'],
    null,
  ],
  ['an unborn one', ['unborn HEAD symref-target:refs/heads/main\n', '0000'], null],
  ['attributes nobody asked for', [`${ID} HEAD symref-target:refs/heads/main\n`, '0000'], null],
  ['an error', ['ERR upload-pack: not our ref', '0000'], null],
  ['an error behind it', [`${ID} HEAD\n`, 'ERR no'], null],
  ['capital digits', [`${ID.toUpperCase()} HEAD\n`, '0000'], null],
  ['fewer digits', [`${ID.slice(1)} HEAD\n`, '0000'], null],
  ['no end', [`${ID} HEAD\n`], null],
  ['a delimiter', [`${ID} HEAD\n`, '0001', '0000'], null],
  ['something behind the end', [`${ID} HEAD\n`, '0000', `${ID} HEAD\n`, '0000'], null],
  ['the end of another protocol', [`${ID} HEAD\n`, '0000', '0002'], null],
  ['nothing', [], null],
])('%s', (_, lines, id) => {
  expect(headOf(answer(...lines))).toBe(id);
});

test('an answer that is cut anywhere says nothing', () => {
  const whole = answer(`${OTHER} HEADS\n`, `${ID} HEAD\n`, '0000');
  for (let length = 0; length < whole.length; length += 1) {
    expect(headOf(whole.subarray(0, length))).toBe(null);
  }
});

test('any bytes have an answer', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(headOf(concatBytes([bytes, encodeUtf8('x')]))).toBe(null);
    }),
  );
});
