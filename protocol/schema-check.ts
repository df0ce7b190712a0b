import type { JsonObject, JsonValue } from './json.ts';
import type { JsonSchema } from './schema.ts';

/**
 * Where a value is not as its schema says: a JSON Pointer, empty for the value itself; null when it is. Understands
 * what schema.ts writes, for places that forbid compiled validators, as a page without `unsafe-eval` does. Throws
 * RangeError for a keyword that it does not know: what is not checked is not promised.
 */
export function faultIn(schema: JsonSchema, value: unknown): string | null {
  for (const keyword of Object.keys(schema)) {
    const check = CHECKS[keyword];
    if (check === undefined)
      throw new RangeError(`the schema has the keyword ${keyword}, which is not known`);
    const fault = check(schema[keyword] ?? null, value, schema);
    if (fault !== null) return fault;
  }
  return null;
}

/** Null, or where the fault is. A keyword says nothing of a value of another type than its own. */
type Check = (expected: JsonValue, value: unknown, schema: JsonSchema) => string | null;

const CHECKS: Readonly<Record<string, Check>> = Object.assign(Object.create(null) as Record<string, Check>, {
  type: (expected, value) => own(listOf(expected).some((type) => isOfType(value, type))),
  const: (expected, value) => own(value === expected),
  enum: (expected, value) => own(listOf(expected).some((each) => each === value)),
  pattern: (expected, value) =>
    own(typeof value !== 'string' || new RegExp(textIn(expected), 'u').test(value)),
  minLength: (expected, value) => own(typeof value !== 'string' || lengthOf(value) >= Number(expected)),
  maxLength: (expected, value) => own(typeof value !== 'string' || lengthOf(value) <= Number(expected)),
  minimum: (expected, value) => own(typeof value !== 'number' || value >= Number(expected)),
  maximum: (expected, value) => own(typeof value !== 'number' || value <= Number(expected)),
  minItems: (expected, value) => own(!Array.isArray(value) || value.length >= Number(expected)),
  maxItems: (expected, value) => own(!Array.isArray(value) || value.length <= Number(expected)),
  items: (expected, value) =>
    Array.isArray(value) ? firstFault(value.map((item, index) => [index, schemaIn(expected), item])) : null,
  required: (expected, value) =>
    own(!isObject(value) || listOf(expected).every((name) => Object.hasOwn(value, textIn(name)))),
  properties: (expected, value) => (isObject(value) ? faultInMembers(schemaIn(expected), value) : null),
  maxProperties: (expected, value) => own(!isObject(value) || Object.keys(value).length <= Number(expected)),
  additionalProperties: (expected, value, schema) => {
    if (!isObject(value)) return null;
    const known = schemaIn(schema['properties'] ?? {});
    const others = Object.keys(value).filter((name) => !Object.hasOwn(known, name));
    if (expected === false) return own(others.length === 0);
    return firstFault(others.map((name) => [name, schemaIn(expected), value[name]]));
  },
  oneOf: (expected, value) =>
    own(listOf(expected).filter((each) => faultIn(schemaIn(each), value) === null).length === 1),
} satisfies Readonly<Record<string, Check>>);

type Member = readonly [name: string | number, schema: JsonSchema, value: unknown];

function faultInMembers(properties: JsonObject, value: Readonly<Record<string, unknown>>): string | null {
  const present = Object.keys(properties).filter((name) => Object.hasOwn(value, name));
  return firstFault(present.map((name) => [name, schemaIn(properties[name] ?? {}), value[name]]));
}

function firstFault(members: readonly Member[]): string | null {
  for (const [name, schema, value] of members) {
    const fault = faultIn(schema, value);
    if (fault !== null) return `/${name}${fault}`;
  }
  return null;
}

function own(holds: boolean): string | null {
  return holds ? null : '';
}

function isOfType(value: unknown, type: JsonValue): boolean {
  const is = TYPES[textIn(type)];
  if (is === undefined) throw new RangeError('the schema names a type that JSON does not have');
  return is(value);
}

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  null: (value) => value === null,
  integer: Number.isInteger,
  number: (value) => typeof value === 'number',
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
};

function textIn(value: JsonValue): string {
  if (typeof value !== 'string') throw new RangeError('the schema has another value where text belongs');
  return value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: JsonValue): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
}

function schemaIn(value: JsonValue): JsonSchema {
  if (!isObject(value)) throw new RangeError('the schema has a part that is no schema');
  return value as JsonSchema;
}

/** In code points, as JSON Schema counts. */
function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}
