import { expect, test } from 'vitest';
import { readCases } from './labelled-case.ts';

test.each<[unknown, boolean]>([
  ['secret', true],
  ['Positive', true],
  ['TRUE', true],
  ['1', true],
  [' yes ', true],
  [true, true],
  [1, true],
  ['negative', false],
  ['none', false],
  ['0', false],
  ['not a secret', false],
  ['', false],
  [false, false],
  [0, false],
  [null, false],
])('the label %j says %s', (label, isSecret) => {
  expect(readCases(JSON.stringify({ id: 'a', text: 'x', label }))).toMatchObject([{ id: 'a', isSecret }]);
});

test.each<[unknown, readonly string[]]>([
  [undefined, []],
  [null, []],
  ['', []],
  ['one', ['one']],
  [
    ['one', 'two'],
    ['one', 'two'],
  ],
  [7, ['7']],
])('the secret %j names %j', (secret, secrets) => {
  expect(readCases(JSON.stringify({ text: 'x', label: 1, secret }))).toMatchObject([{ secrets }]);
});

test.each([
  ['{', 'not-json'],
  ['[]', 'not-an-object'],
  ['7', 'not-an-object'],
  ['{"label":1}', 'no-text'],
  ['{"text":1,"label":1}', 'no-text'],
  ['{"text":"x"}', 'no-label'],
  ['{"text":"x","label":{}}', 'no-label'],
  ['{"text":"x","label":1,"secret":{}}', 'bad-secret'],
  ['{"text":"x","label":1,"secret":[true]}', 'bad-secret'],
])('%s is refused, with its number', (line, code) => {
  const good = '{"text":"x","label":0}';
  expect(() => readCases(`${good}\n\n${line}\n${good}`)).toThrow(expect.objectContaining({ code, line: 3 }));
});

test('a case without an id is named by its line', () => {
  expect(readCases('\r\n{"text":"x","label":0}\r\n')).toMatchObject([{ id: '2' }]);
});

test.each<[unknown, string | null, boolean]>([
  ['aws-key', 'AKIA', true],
  ['aws-key', null, false],
  ['placeholder', '', false],
  ['hard-negative', 'AKIA', false],
  ['non-secret', 'AKIA', false],
])('the label %j beside the secret %j says %s', (label, secret, isSecret) => {
  expect(readCases(JSON.stringify({ text: 'x', label, secret }))).toMatchObject([{ isSecret }]);
});

test('a byte order mark, empty lines and fields of other tools are passed over', () => {
  const cases = readCases(
    '\ufeff{"text":"x","label":"secret","file":"a"}\r\n\r\n   \n{"text":"y","label":0}\n',
  );
  expect(cases.map(({ id, isSecret }) => [id, isSecret])).toEqual([
    ['1', true],
    ['4', false],
  ]);
});
