import { type CelInput, celEnv, celMap, parse, plan } from '@bufbuild/cel';
import { expect, test } from 'vitest';
import { lazyRecord } from './lazy-record.ts';

const FIELDS = new Map<string, (source: { readonly text: string }) => CelInput>([
  ['text', ({ text }) => text],
  ['size', ({ text }) => BigInt(text.length)],
]);

function ask(expression: string, record: CelInput): unknown {
  return plan(celEnv(), parse(expression))({ record });
}

const lazy = lazyRecord(FIELDS, { text: 'abc' });
const plain = celMap(
  new Map<string, CelInput>([
    ['text', 'abc'],
    ['size', 3n],
  ]),
);

test.each([
  ['record.text', 'abc'],
  ['record.size', 3n],
  ['"text" in record && !("other" in record)', true],
  ['has(record.text) && !has(record.other)', true],
  ['size(record)', 2n],
  ['record.exists(name, name == "size")', true],
  ['record == {"text": "abc", "size": 3}', true],
  ['{"text": "abc", "size": 3} == record', true],
  ['record == {"text": "abc", "size": 4}', false],
])('%s is %s, as of a record that was made before', (expression, value) => {
  expect(ask(expression, lazy)).toEqual(value);
  expect(ask(expression, plain)).toEqual(value);
});

test('a field that is not read is not made', () => {
  const record = lazyRecord(new Map([...FIELDS, ['never', () => expect.fail('it was made')]]), { text: 'x' });
  expect(ask('record.text', record)).toBe('x');
});
