import { describe, expect, test } from 'vitest';
import { encodeUtf8 } from './bytes.ts';
import { canSplit, isZeroId, sideBandOf } from './push-request.ts';

const capabilities = (...names: string[]) =>
  new Map<string, string | true>(names.map((name) => [name, true]));

test.each([
  ['0'.repeat(40), true],
  ['0'.repeat(64), true],
  [`${'0'.repeat(39)}1`, false],
  ['', false],
])('%s is no object: %s', (id, expected) => {
  expect(isZeroId(id)).toBe(expected);
});

test.each([
  [['side-band-64k'], 'side-band-64k'],
  [['side-band', 'side-band-64k'], 'side-band-64k'],
  [['side-band'], null],
  [[], null],
])('the answer to %j is framed as %s', (names, expected) => {
  expect(sideBandOf({ capabilities: capabilities(...names) })).toBe(expected);
});

describe('a push can be split', () => {
  test.each([
    ['in general', [], null, true],
    ['not when atomic', ['atomic'], null, false],
    ['not when signed', [], encodeUtf8('x'), false],
  ])('%s', (_, names, certificate, expected) => {
    expect(canSplit({ capabilities: capabilities(...names), certificate })).toBe(expected);
  });

  test('not when atomic is said with a value, which git takes for atomic as well', () => {
    expect(canSplit({ capabilities: new Map([['atomic', '0']]), certificate: null })).toBe(false);
  });
});
