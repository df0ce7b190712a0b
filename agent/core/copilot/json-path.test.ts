import { expect, test } from 'vitest';
import { applyEdits, formatPath, isAbsent, member, objectOf, stringMember } from './json-path.ts';
import { readJsonText } from './json-text.ts';

const node = readJsonText('{"a":{"b":"c"},"n":null,"l":["x"]}', { maxChars: 99, maxDepth: 9, maxNodes: 99 });

test.each([
  [[], ''],
  [['a', 0, 'b'], '/a/0/b'],
  [['a/b', '~1'], '/a~1b/~01'],
])('%j is written %j', (path, text) => {
  expect(formatPath(path)).toBe(text);
});

test('edits are made in the order of the text', () => {
  const edits = [
    { start: 4, end: 5, replacement: 'E' },
    { start: 0, end: 2, replacement: '' },
    { start: 2, end: 2, replacement: '+' },
  ];
  expect(applyEdits('abcdef', edits)).toBe('+cdEf');
  expect(applyEdits('abc', [])).toBe('abc');
});

test('members are found, and what is none is undefined', () => {
  expect(stringMember(member(node, 'a'), 'b')).toBe('c');
  expect(stringMember(node, 'a')).toBe(null);
  expect(member(node, 'toString')).toBe(undefined);
  expect(member(member(node, 'l'), '0')).toBe(undefined);
  expect(isAbsent(member(node, 'n'))).toBe(true);
  expect(isAbsent(member(node, 'x'))).toBe(true);
  expect(isAbsent(member(node, 'l'))).toBe(false);
  expect(objectOf(member(node, 'l'))).toBe(null);
  expect(objectOf(member(node, 'a'))?.members.size).toBe(1);
});
