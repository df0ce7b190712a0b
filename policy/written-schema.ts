import type { JsonObject } from '../protocol/json.ts';
import type { ActionKind } from '../protocol/operation.ts';
import { ALL_KINDS } from './action-kind.ts';
import { VARIABLES } from './attributes.ts';
import type { Shape } from './shape.ts';

/** Attributes that follow from others, so that nobody can write them at odds with those. */
const DERIVED: ReadonlySet<string> = new Set([
  'action',
  'ref.kind',
  'ref.short',
  'ref.branch',
  'ref.tag',
  'ref.odd',
  'changes.odd',
  'changes.terms',
  'commits.terms',
  'prompt.size',
  'prompt.parts.size',
  'answer.kind',
  'ip_literal',
  'time.weekday',
]);

/** What is written besides the attributes: the text that their derived ones are of. */
const WRITTEN_ONLY: Readonly<Record<string, JsonObject>> = Object.freeze({
  changes: { text: { description: 'the added lines, in which words are looked for', type: 'string' } },
});

/** What is written of an attribute, where its type says less. */
const BOUNDED: Readonly<Record<string, JsonObject>> = Object.freeze({
  'time.hour': { type: 'integer', minimum: 0, maximum: 23 },
  'time.minute': { type: 'integer', minimum: 0, maximum: 59 },
  'time.date': { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
});

const CLAIMS: JsonObject = {
  description: "claims of the subject's token, by their names in it",
  type: 'object',
  maxProperties: 100,
  additionalProperties: { type: 'array', maxItems: 1000, items: { type: 'string' } },
};

const MAX_ITEMS = 10_000;

/**
 * The JSON Schema of an operation as people write it down: an `action`, and the attributes that this kind has and
 * that do not follow from others. All but `action` may be left out.
 */
export const WRITTEN_OPERATION: JsonObject = {
  type: 'object',
  required: ['action'],
  properties: { action: { description: 'the kind of operation', enum: ALL_KINDS } },
  allOf: ALL_KINDS.map((kind) => ({
    if: { required: ['action'], properties: { action: { const: kind } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema; nothing awaits this.
    then: schemaOfKind(kind),
  })),
};

function schemaOfKind(kind: ActionKind): JsonObject {
  const attributes = Object.entries(VARIABLES).filter(
    ([name, { kinds }]) => kinds.includes(kind) && !DERIVED.has(name),
  );
  return {
    additionalProperties: false,
    properties: {
      action: true,
      claims: CLAIMS,
      ...Object.fromEntries(
        attributes.map(([name, { shape, description }]) => [
          name,
          described(schemaOf(name, shape), description),
        ]),
      ),
    },
  };
}

function schemaOf(path: string, shape: Shape): JsonObject {
  const bounded = BOUNDED[path];
  if (bounded !== undefined) return bounded;
  switch (shape.kind) {
    case 'bool':
      return { type: 'boolean' };
    case 'int':
      return { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
    case 'string':
      return shape.values === null ? { type: 'string' } : { enum: shape.values };
    case 'list':
      return { type: 'array', maxItems: MAX_ITEMS, items: schemaOf(path, shape.of) };
    case 'record': {
      const fields = Object.entries(shape.fields).filter(([name]) => !DERIVED.has(`${path}.${name}`));
      const properties = fields.map(([name, field]) => [
        name,
        described(schemaOf(`${path}.${name}`, field.shape), field.description),
      ]);
      return {
        type: 'object',
        additionalProperties: false,
        properties: { ...Object.fromEntries(properties), ...WRITTEN_ONLY[path] },
      };
    }
    case 'unknown':
      throw new TypeError(`the attribute ${path} has no shape`);
  }
}

function described(schema: JsonObject, description: string): JsonObject {
  return { description, ...schema };
}
