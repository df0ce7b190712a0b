import { celEnv, isCelError, parse, plan } from '@bufbuild/cel';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../protocol/json.ts';
import type { ActionKind } from '../protocol/operation.ts';
import { ALL_KINDS } from './action-kind.ts';
import { bindingsOf } from './bindings.ts';
import type { WrittenOperation } from './written.ts';
import { operationOf } from './written-operation.ts';
import { WRITTEN_OPERATION } from './written-schema.ts';

const validate = new Ajv({ strict: true }).compile<WrittenOperation>(WRITTEN_OPERATION);

interface Schema {
  readonly type?: 'array' | 'object' | 'integer' | 'boolean' | 'string';
  readonly enum?: readonly string[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** A value with something of its own in every attribute that can be written. */
function sample(name: string, schema: Schema): JsonValue {
  if (schema.enum !== undefined) return schema.enum.at(-1) ?? '';
  switch (schema.type) {
    case 'array':
      return [sample(name, schema.items ?? {})];
    case 'object':
      return sampleObject(schema.properties ?? {});
    case 'integer':
      return 7;
    case 'boolean':
      return true;
    case 'string':
    case undefined:
      break;
  }
  if (name === 'date') return '2026-03-04';
  return name === 'name' ? 'refs/tags/v7' : `some ${name}`;
}

function sampleObject(properties: Readonly<Record<string, Schema>>): JsonObject {
  return Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, sample(name, each)]));
}

/** What holds of an operation in which all of `value` is found at `path`. */
function assertions(path: string, value: JsonValue): readonly string[] {
  if (Array.isArray(value)) {
    return value.flatMap((each: JsonValue, index) => assertions(`${path}[${index}]`, each));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, each]) => assertions(`${path}.${key}`, each));
  }
  return path.endsWith('.text') && path.startsWith('changes') ? [] : [`${path} == ${JSON.stringify(value)}`];
}

function schemaOf(kind: ActionKind): Readonly<Record<string, Schema>> {
  const branches = WRITTEN_OPERATION['allOf'] as unknown as readonly {
    readonly if: { readonly properties: { readonly action: { readonly const: string } } };
    readonly then: { readonly properties: Readonly<Record<string, Schema>> };
  }[];
  const { action: _, ...properties } =
    branches.find((branch) => branch.if.properties.action.const === kind)?.then.properties ?? {};
  return properties;
}

test.each(ALL_KINDS)('whatever is written of a %s stands in the attribute of that name', (kind) => {
  const written = { action: kind, ...sampleObject(schemaOf(kind)) };
  if (!validate(written)) throw new Error(JSON.stringify(validate.errors));
  // A piece of an answer is text or a call, and what is written of both is a call.
  const expected = kind === 'copilot.answer' ? { ...written, answer: { tool: 'some tool' } } : written;
  const bindings = bindingsOf(operationOf(written, []), {});
  for (const text of Object.entries(expected).flatMap(([name, value]) =>
    assertions(name, value as JsonValue),
  )) {
    const result = plan(celEnv(), parse(text))(bindings);
    expect(isCelError(result) ? result.message : result, text).toBe(true);
  }
});

test.each(ALL_KINDS)('of a %s nothing but its kind has to be written', (kind) => {
  expect(validate({ action: kind })).toBe(true);
  expect(operationOf({ action: kind }, []).action.kind).toBe(kind);
});

test.each([
  ['no kind', {}],
  ['an unknown kind', { action: 'git.psuh' }],
  ['an attribute of another kind', { action: 'tunnel', ref: {} }],
  ['an attribute that follows from others', { action: 'git.push', ref: { branch: 'main' } }],
  ['a value that there is not', { action: 'git.push', ref: { change: 'deleted' } }],
  ['a number below zero', { action: 'tunnel', port: -1 }],
  ['an hour that no day has', { action: 'tunnel', time: { hour: 24 } }],
  ['a date in another order', { action: 'tunnel', time: { date: '21.11.2026' } }],
])('%s is refused', (_, written) => {
  expect(validate(written)).toBe(false);
});

test('added lines and messages are looked through for the words of the policy', () => {
  const written: WrittenOperation = {
    action: 'git.push',
    changes: [{ text: 'my PassWord\nb\n' }, { text: 'other' }],
    commits: [{ message: 'no secret' }],
  };
  expect(operationOf(written, ['password', 'secret']).action).toMatchObject({
    update: {
      changes: [
        { terms: ['password'], addedLines: 2, size: 14 },
        { terms: [], addedLines: 1 },
      ],
      commits: [{ terms: ['secret'] }],
    },
  });
});

test.each([
  [{ name: 'refs/heads/a/b' }, { kind: 'branch', name: 'a/b', change: 'update' }],
  [
    { name: 'refs/tags/v1', change: 'create' },
    { kind: 'tag', name: 'v1', oldId: '0'.repeat(40) },
  ],
  [
    { name: 'refs/notes/x', change: 'delete' },
    { kind: 'other', name: 'refs/notes/x', newId: '0'.repeat(40) },
  ],
] as const)('the ref %j is %j', (ref, update) => {
  expect(operationOf({ action: 'git.push', ref }, []).action).toMatchObject({ update });
});

test.each([
  [{ text: 'x' }, { kind: 'text', text: 'x' }],
  [{}, { kind: 'text', text: '' }],
  [{ tool: 'run' }, { kind: 'tool-call', tool: 'run', arguments: '{}' }],
])('the answer %j is %j', (answer, piece) => {
  expect(operationOf({ action: 'copilot.answer', answer }, []).action).toMatchObject({ piece });
});
