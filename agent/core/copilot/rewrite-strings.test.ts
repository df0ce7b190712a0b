import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatPath } from './json-path.ts';
import { JsonTextError } from './json-text.ts';
import { rewriteStrings } from './rewrite-strings.ts';

const LIMITS = { maxChars: 10_000, maxDepth: 20, maxNodes: 5_000 };

test('only what changes is written anew', () => {
  const text = '{ "a" : 1.0e0, "k\\u0065y" : [ "\\u0068i\\/", "a \\"secret\\" b" ],\n"n":null }';
  expect(rewriteStrings(text, LIMITS, (value) => value.replace('secret', 'CSG\n1'))).toBe(
    '{ "a" : 1.0e0, "k\\u0065y" : [ "\\u0068i\\/", "a \\"CSG\\n1\\" b" ],\n"n":null }',
  );
});

test('names are strings too', () => {
  const text = '{"secret":{"a":"secret"},"b":["secret"]}';
  expect(rewriteStrings(text, LIMITS, (value) => value.replace('secret', 'X'))).toBe(
    '{"X":{"a":"X"},"b":["X"]}',
  );
});

test('names that become one are refused', () => {
  expect(() => rewriteStrings('{"x1":0,"x2":0}', LIMITS, (value) => value.slice(0, 1))).toThrow(
    expect.objectContaining({ constructor: JsonTextError, code: 'duplicate-key' }),
  );
});

test('each string comes with its path and role', () => {
  const seen: string[] = [];
  rewriteStrings('{"a":["x",{"b":"y"}]}', LIMITS, (value, path, role) => {
    seen.push(`${role} ${formatPath(path)} ${value}`);
    return value;
  });
  expect(seen).toEqual(['key  a', 'value /a/0 x', 'key /a/1 b', 'value /a/1/b y']);
});

test('a text in which nothing changes stays as it is', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), (text) => {
      expect(rewriteStrings(text, LIMITS, (value) => value)).toBe(text);
    }),
  );
});

test('what is rewritten decodes to what was asked for', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (strings) => {
      const rewritten = rewriteStrings(JSON.stringify(strings), LIMITS, (value) => `${value}"\u2028\\`);
      expect(JSON.parse(rewritten)).toEqual(strings.map((value) => `${value}"\u2028\\`));
    }),
  );
});
