import { expect, test } from 'vitest';
import { readYaml } from './yaml-source.ts';

const TEXT = `a: 1
list:
  - one
  - two: three
`;

test.each([
  [[], 1, 1],
  [['a'], 1, 4],
  [['list', 1, 'two'], 4, 10],
  [['list', 9], 3, 3],
  [['nothing', 'below'], 1, 1],
])('the value at %j stands at %i:%i', (path, line, column) => {
  expect(readYaml(TEXT).valueAt(path)).toEqual({ line, column });
});

test.each([
  [['list'], 2, 1],
  [['list', 1, 'two'], 4, 5],
  [['missing'], 1, 1],
])('the key at %j stands at %i:%i', (path, line, column) => {
  expect(readYaml(TEXT).keyAt(path)).toEqual({ line, column });
});

test.each([
  ['plain', 'when: a && HERE\n'],
  ['plain, over two lines', 'when: a &&\n  b || HERE\n'],
  ['in double quotes', 'when: "a \\"x\\" \\\\ && HERE"\n'],
  ['in single quotes', "when: 'a ''x'' && HERE'\n"],
  ['folded', 'when: >-\n  a &&\n\n  b || HERE\n'],
  ['folded, with a comment', 'when: > # why not HERE\n  a && HERE\n'],
  ['literal', 'when: |\n    a &&\n      b || HERE\n'],
  ['literal, with an indentation', 'when: |2-\n    a && HERE\n'],
])('a place in a text that is %s is found', (_, text) => {
  const source = readYaml(text);
  const { when } = source.value as { when: string };
  const { line, column } = source.insideAt(['when'], when.indexOf('HERE'));
  expect(text.split('\n')[line - 1]?.slice(column - 1)).toMatch(/^HERE/u);
});

test('the end of a text is behind its last character', () => {
  expect(readYaml('when: abc   # more\n').insideAt(['when'], 3)).toEqual({ line: 1, column: 10 });
});

test.each([
  ['two documents', 'a: 1\n---\nb: 2\n', 2],
  ['a key twice', 'a: 1\na: 2\n', 2],
  ['an anchor', 'a: &x 1\n', 1],
  ['an alias', 'a: &x 1\nb: *x\n', 1],
  ['a tag', 'a: !!binary aGk=\n', 1],
  ['an unknown tag', 'a: !secret x\n', 1],
  ['a tab', 'a:\n\tb: 1\n', 2],
  ['half of a surrogate pair', 'a: "\\ud800"\n', 1],
  ['an unclosed quote', 'a: "x\n', 2],
  ['a directive', '# of before\n%YAML 1.1\n---\na: { <<: { b: yes } }\n', 2],
  ['a key that is no text', 'a: 1\n"true": 1\ntrue: 2\n', 3],
  ['a key that is a list', 'a:\n  ? [b]\n  : c\n', 2],
  ['a key twice, written in two ways', 'a:\n  b: 1\n  "\\x62": 2\n', 3],
  ['a character that ends texts elsewhere', 'a: 1\n# \0\n', 2],
  ['text that runs the other way than it reads', 'a: 1\nb: x \u202e y\n', 2],
])('%s is refused', (_, text, line) => {
  expect(() => readYaml(text)).toThrow(expect.objectContaining({ code: 'yaml', line }));
});

test('a mapping with many keys is read at once, and so are texts that run right to left by themselves', () => {
  const keys = Array.from({ length: 20_000 }, (_, index) => `k${index}: שלום\u0085`);
  expect(Object.keys(readYaml(`${keys.join('\n')}\n`).value as object)).toHaveLength(20_000);
});

test('aliases do not multiply', () => {
  const bomb = `a: &a [x]\n${Array.from('bcdefghij')
    .map((name, index) => `${name}: &${name} [${`*${'abcdefghij'[index]},`.repeat(9)}]\n`)
    .join('')}`;
  expect(() => readYaml(bomb)).toThrow(expect.objectContaining({ code: 'yaml' }));
});

test('words that YAML 1.1 took for something else are texts', () => {
  expect(readYaml('on: [yes, no, off, 0o17, 1_000]\n').value).toEqual({
    on: ['yes', 'no', 'off', 15, '1_000'],
  });
});
