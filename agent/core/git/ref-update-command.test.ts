import { describe, expect, test } from 'vitest';
import { concatBytes, encodeUtf8 } from './bytes.ts';
import { PushRequestError } from './push-request.ts';
import { parseCommand, parseObjectId } from './ref-update-command.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const ZERO = '0'.repeat(40);
const LONG = 'c'.repeat(64);
const code = (expected: string) => expect.objectContaining({ constructor: PushRequestError, code: expected });

test.each([
  [A, B, 'refs/heads/main'],
  [ZERO, B, 'refs/tags/v1'],
  [A, ZERO, 'refs/heads/gone'],
  [A, A, 'refs/heads/same'],
  [LONG, '0'.repeat(64), 'refs/heads/b\u00fccher'],
])('%s %s %s is a command', (oldId, newId, ref) => {
  expect(parseCommand(encodeUtf8(`${oldId} ${newId} ${ref}`))).toEqual({ oldId, newId, ref });
});

describe('refuses', () => {
  test.each([
    ['nothing', '', 'bad-command'],
    ['one word', A, 'bad-command'],
    ['no ref', `${A} ${B}`, 'bad-command'],
    ['an empty ref', `${A} ${B} `, 'bad-ref-name'],
    ['two spaces', `${A}  ${B} refs/heads/x`, 'bad-object-id'],
    ['two spaces before the ref', `${A} ${B}  refs/heads/x`, 'bad-ref-name'],
    ['a leading space', ` ${A} ${B} refs/heads/x`, 'bad-object-id'],
    ['upper-case digits', `${A.toUpperCase()} ${B} refs/heads/x`, 'bad-object-id'],
    ['39 digits', `${A.slice(1)} ${B} refs/heads/x`, 'bad-object-id'],
    ['41 digits', `${A}a ${B} refs/heads/x`, 'bad-object-id'],
    ['two lengths', `${A} ${LONG} refs/heads/x`, 'mixed-object-ids'],
    ['HEAD', `${A} ${B} HEAD`, 'bad-ref-name'],
    ['a short name', `${A} ${B} main`, 'bad-ref-name'],
    ['a ref with a space', `${A} ${B} refs/heads/x y`, 'bad-ref-name'],
    ['a ref with a NUL', `${A} ${B} refs/heads/x\u0000y`, 'bad-ref-name'],
    ['a ref with a line feed', `${A} ${B} refs/heads/x\n`, 'bad-ref-name'],
    ['a ref that climbs', `${A} ${B} refs/heads/../../config`, 'bad-ref-name'],
    ['a ref from nothing to nothing', `${ZERO} ${ZERO} refs/heads/x`, 'nothing-to-nothing'],
  ])('%s', (_, line, expected) => {
    expect(() => parseCommand(encodeUtf8(line))).toThrow(code(expected));
  });

  test('a ref that is not UTF-8', () => {
    const line = concatBytes([encodeUtf8(`${A} ${B} refs/heads/`), Uint8Array.of(0xff)]);
    expect(() => parseCommand(line)).toThrow(code('bad-ref-name'));
  });
});

test.each([
  [A, A],
  [LONG, LONG],
  ['A'.repeat(40), null],
  [`${A}\n`, null],
  ['', null],
])('%j as an id is %j', (text, expected) => {
  expect(parseObjectId(text)).toBe(expected);
});
