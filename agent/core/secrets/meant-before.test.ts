import { expect, test } from 'vitest';
import { meantBefore } from './meant-before.ts';

const TOKEN = 'TOKEN';

test.each([
  ['a space', 'a ', ' '],
  ['a letter', 'some', 'e'],
  ['a line end of a language', 'some\\n', '\n'],
  ['one that was escaped twice', 'some\\\\n', '\n'],
  ['a tabulator', '\\t', '\t'],
  ['a letter behind a backslash that escapes nothing', '\\w', 'w'],
  ['an octet of a URL', 'token%3D', '='],
  ['one in small letters', '%3d', '='],
  ['one that was escaped twice', 'token%25253D', '='],
  ['an octet that is a letter', '%41', 'A'],
  ['digits behind a percent sign that are no octet', '100%5', '5'],
  ['a unit as JSON writes it', '<td\\u003e', '>'],
  ['a unit that is a letter', '\\u0041', 'A'],
  ['a unit as languages write it', '\\x3d', '='],
  ['a colour', '\u001b[31m', '\u001b'],
  ['several', '\u001b[01;38;5;196m\u001b[K', '\u001b'],
  ['a colour that was escaped', '\\u001b[31m', '\u001b'],
  ['one whose beginning was lost', '[32m', '\u001b'],
  ['the last member of a list', '[31,m', 'm'],
  ['a longer word', `%${'3'.repeat(40)}`, '3'],
])('behind %s', (_, before, meant) => {
  expect(String.fromCharCode(meantBefore(before + TOKEN, before.length))).toBe(meant);
});

test('nothing stands before the text', () => {
  expect(meantBefore(TOKEN, 0)).toBe(-1);
});
