import { expect, test } from 'vitest';
import { nearest, suggest } from './suggestion.ts';

const KNOWN = ['approvers', 'effect', 'message', 'mode', 'valid_for', 'when'];

test.each([
  ['aprovers', 'approvers'],
  ['efect', 'effect'],
  ['effcet', 'effect'],
  ['Mode', 'mode'],
  ['valid-for', 'valid_for'],
  ['wehn', 'when'],
  ['moed', 'mode'],
  ['something', null],
  ['x', null],
  ['', null],
])('%s is taken for %s', (written, meant) => {
  expect(nearest(written, KNOWN)).toBe(meant);
});

test('a name near to nothing gets the list', () => {
  expect(suggest('efect', KNOWN)).toBe('did you mean effect?');
  expect(suggest('colour', ['red', 'green'])).toBe('known are: red, green');
});
