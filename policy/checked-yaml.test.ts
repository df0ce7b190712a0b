import { expect, test } from 'vitest';
import { yamlReader } from './checked-yaml.ts';

const read = yamlReader<{ readonly a: number }>({
  type: 'object',
  additionalProperties: false,
  required: ['a'],
  properties: { a: { type: 'integer' } },
});

test('a document comes with the places of its parts', () => {
  const { value, source } = read('a: 7\n');
  expect(value).toEqual({ a: 7 });
  expect(source.valueAt(['a'])).toEqual({ line: 1, column: 4 });
});

test.each([
  ['a: b', 'schema', 1, 4],
  ['{}', 'schema', 1, 1],
  ['b: 1', 'schema', 1, 1],
  ['a: [', 'yaml', 1, 5],
  [`a: 1 # ${'x'.repeat(300_000)}`, 'too-large', 1, 1],
])('%j is refused as %s', (text, code, line, column) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ name: 'PolicyError', code, line, column }));
});
