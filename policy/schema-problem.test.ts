import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { POLICY_SCHEMA } from './schema.ts';
import { describeSchemaError } from './schema-problem.ts';

const validate = new Ajv({ verbose: true }).compile(POLICY_SCHEMA);

test.each([
  [{ version: 1, hosts: [], rules: [], groups: { 'a b': ['user:x'] } }, ['groups', 'a b'], 'key'],
  [{ version: 1, hosts: [], rules: [], 'a/b~c': 1 }, ['a/b~c'], 'key'],
  [{ version: 1, hosts: [{ kind: 'git' }], rules: [] }, ['hosts', 0], 'value'],
  [
    { version: 1, hosts: [], rules: [{ id: 'a', on: ['x'], effect: 'allow', hold: '1m' }] },
    ['rules', 0, 'hold'],
    'key',
  ],
])('%j is at fault at %j', (document, path, part) => {
  validate(document);
  const [error] = validate.errors ?? [];
  if (error === undefined) throw new Error('expected an error');
  expect(describeSchemaError(error)).toMatchObject({ path, part, problem: { code: 'schema' } });
});

test('a long value is not repeated whole', () => {
  validate({ version: 1, hosts: [], rules: [], default: 'x'.repeat(1000) });
  const [error] = validate.errors ?? [];
  if (error === undefined) throw new Error('expected an error');
  expect(describeSchemaError(error).problem.message.length).toBeLessThan(150);
});
