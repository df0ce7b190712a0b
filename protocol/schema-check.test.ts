import { Ajv } from 'ajv';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonValue } from './json.ts';
import {
  closed,
  HASH,
  INSTANT,
  type JsonSchema,
  list,
  oneOf,
  open,
  optional,
  text,
  whole,
} from './schema.ts';
import { faultIn } from './schema-check.ts';

const TURN = {
  type: 'object',
  required: ['kind'],
  oneOf: [open({ kind: oneOf('a') }), closed({ kind: oneOf('b') })],
};

const WORDS: JsonSchema = { type: 'object', maxProperties: 1, additionalProperties: text(2) };

test.each<[string, JsonSchema, unknown, string | null]>([
  ['a whole number', whole(0, 9), 9, null],
  ['one above the largest', whole(0, 9), 10, ''],
  ['a fraction', whole(0, 9), 1.5, ''],
  ['no number', whole(0, 9), '1', ''],
  ['text', text(2), 'ab', null],
  ['text that is too long', text(2), 'abc', ''],
  ['characters of two units', text(2), '\u{1f600}\u{1f600}', null],
  ['no text', text(2), '', ''],
  ['one of them', oneOf('a', 'b'), 'b', null],
  ['none of them', oneOf('a', 'b'), 'c', ''],
  ['a hash', HASH, 'A'.repeat(64), ''],
  ['a list', list(text(1), { max: 2 }), ['a', 'b'], null],
  ['a list that is too long', list(text(1), { max: 2 }), ['a', 'b', 'c'], ''],
  ['a list that is too short', list(text(1), { min: 1, max: 2 }), [], ''],
  ['a fault in a list', list(text(1), { max: 2 }), ['a', 2], '/1'],
  ['a fault inside', closed({ a: closed({ b: INSTANT }) }), { a: { b: 'noon' } }, '/a/b'],
  ['a member that is missing', closed({ a: text(1) }), {}, ''],
  ['a member that is inherited', closed({ toString: {} }), {}, ''],
  ['a member too many', closed({ a: text(1) }), { a: 'a', b: 1 }, ''],
  ['a member too many where that may be', open({ a: text(1) }), { a: 'a', b: 1 }, null],
  ['a member called __proto__', closed({ a: text(1) }), JSON.parse('{"a":"a","__proto__":1}'), ''],
  ['nothing of what may be there', optional({ a: text(1) }), {}, null],
  ['a list for an object', optional({}), [], ''],
  ['null for an object', optional({}), null, ''],
  ['the first of a union', TURN, { kind: 'a', more: 1 }, null],
  ['the second of a union, with more', TURN, { kind: 'b', more: 1 }, ''],
  ['nothing of a union', TURN, { kind: 'c' }, ''],
  ['null where it may be', { type: ['string', 'null'], maxLength: 1 }, null, null],
  ['other members of one kind', WORDS, { a: 'x' }, null],
  ['another member of another kind', WORDS, { a: 1 }, '/a'],
  ['more members than may be', WORDS, { a: 'x', b: 'x' }, ''],
  ['undefined', { type: ['string', 'null'] }, undefined, ''],
])('%s', (_what, schema, value, fault) => {
  expect(faultIn(schema, value)).toBe(fault);
});

test('a keyword that is not known is not passed over', () => {
  expect(() => faultIn({ type: 'string', format: 'email' }, 'a')).toThrow(RangeError);
  expect(() => faultIn({ constructor: {} }, 'a')).toThrow(RangeError);
  expect(() => faultIn({ type: 'date' }, 'a')).toThrow(RangeError);
  expect(() => faultIn({ pattern: 1 }, 'a')).toThrow(RangeError);
});

const LEAF = fc.constantFrom<JsonSchema>(
  whole(0, 3),
  text(2),
  oneOf('a', 'b'),
  { type: ['string', 'null'] },
  list(text(1), { min: 1, max: 2 }),
);
const MEMBERS = fc.dictionary(fc.constantFrom('a', 'b', 'kind'), LEAF, { maxKeys: 3 });
const SCHEMA = fc.oneof(LEAF, MEMBERS.map(closed), MEMBERS.map(open), MEMBERS.map(optional));
const VALUE = fc.oneof(
  fc.constantFrom<JsonValue>(0, 4, 'a', 'abc', null, true),
  fc.array(fc.constantFrom('a', 'bc'), { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('a', 'b', 'kind'), fc.constantFrom<JsonValue>(1, 'a', null, ['a'])),
);

test('it says of every value what a validator of JSON Schema says', () => {
  const ajv = new Ajv({ allowUnionTypes: true, strictRequired: false });
  fc.assert(
    fc.property(SCHEMA, VALUE, (schema, value) => {
      expect(faultIn(schema, value) === null).toBe(ajv.validate(schema, value));
    }),
    { numRuns: 200 },
  );
});
