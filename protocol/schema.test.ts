import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import {
  closed,
  HASH,
  INSTANT,
  type JsonSchema,
  list,
  oneOf,
  open,
  optional,
  SIGNATURE,
  text,
  textOrEmpty,
  whole,
} from './schema.ts';

const ajv = new Ajv();
const PAIR = { a: text(3), b: whole(1, 2) };

test.each<[string, JsonSchema, unknown, boolean]>([
  ['closed', closed(PAIR), { a: 'x', b: 1 }, true],
  ['closed, one too many', closed(PAIR), { a: 'x', b: 1, c: 1 }, false],
  ['closed, one missing', closed(PAIR), { a: 'x' }, false],
  ['closed, inherited', closed({ constructor: text(9) }), {}, false],
  ['open, one too many', open(PAIR), { a: 'x', b: 1, c: 1 }, true],
  ['open, one missing', open(PAIR), { b: 1 }, false],
  ['optional, none', optional(PAIR), {}, true],
  ['optional, another', optional(PAIR), { c: 1 }, false],
  ['list, full', list(text(1), { max: 2 }), ['a', 'b'], true],
  ['list, too long', list(text(1), { max: 2 }), ['a', 'b', 'c'], false],
  ['list, empty', list(text(1), { max: 2 }), [], true],
  ['list, too short', list(text(1), { min: 1, max: 2 }), [], false],
  ['text, longest', text(3), '😀😀😀', true],
  ['text, longer', text(3), 'abcd', false],
  ['text, empty', text(3), '', false],
  ['text that may be empty', textOrEmpty(3), '', true],
  ['one of', oneOf('a', 'b'), 'b', true],
  ['none of', oneOf('a', 'b'), 'c', false],
  ['whole', whole(1, 2), 2, true],
  ['whole, beyond', whole(1, 2), 3, false],
  ['whole, half', whole(1, 2), 1.5, false],
  ['whole, as text', whole(1, 2), '1', false],
  ['hash', HASH, 'a'.repeat(64), true],
  ['hash in capitals', HASH, 'A'.repeat(64), false],
  ['hash and a line feed', HASH, `${'a'.repeat(64)}\n`, false],
  ['instant', INSTANT, '2026-11-21T08:00:00.000Z', true],
  ['instant elsewhere', INSTANT, '2026-11-21T08:00:00.000+01:00', false],
  ['signature', SIGNATURE, `${'a'.repeat(85)}A`, true],
  ['signature in another spelling', SIGNATURE, `${'a'.repeat(85)}B`, false],
])('%s', (_name, schema, value, valid) => {
  expect(ajv.validate(schema, value)).toBe(valid);
});
