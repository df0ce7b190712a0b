import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type JsonNode, JsonTextError, readJsonText } from './json-text.ts';

const LIMITS = { maxChars: 10_000, maxDepth: 8, maxNodes: 500 };
const code = (expected: string) => expect.objectContaining({ constructor: JsonTextError, code: expected });

function plain(node: JsonNode): unknown {
  switch (node.kind) {
    case 'array':
      return node.items.map(plain);
    case 'object':
      return Object.fromEntries([...node.members].map(([key, { value }]) => [key, plain(value)]));
    case 'string':
    case 'number':
    case 'literal':
      return node.value;
  }
}

const json = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' });

test('reads what JSON.parse reads', () => {
  fc.assert(
    fc.property(json, fc.constantFrom(undefined, 1, '\t'), (value, space) => {
      const text = JSON.stringify(value, null, space);
      expect(plain(readJsonText(text, LIMITS))).toEqual(JSON.parse(text));
    }),
  );
});

test('refuses what JSON.parse refuses', () => {
  const token = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '\\',
    'n',
    'u',
    '0',
    '-',
    '1.',
    'e',
    'true',
    ' ',
  );
  const text = fc.array(token, { maxLength: 8 }).map((tokens) => tokens.join(''));
  fc.assert(
    fc.property(text, (given) => {
      let parsed: unknown;
      try {
        parsed = JSON.parse(given);
      } catch {
        expect(() => readJsonText(given, LIMITS)).toThrow(JsonTextError);
        return;
      }
      expect(plain(readJsonText(given, LIMITS))).toEqual(parsed);
    }),
    { numRuns: 2_000 },
  );
});

test('every string says where it stands', () => {
  const text = ' {"a\\n": ["é", {"b": "\\ud83d\\ude42"}]}';
  const found: [string, string][] = [];
  const walk = (node: JsonNode): void => {
    if (node.kind === 'string') found.push([text.slice(node.start, node.end), node.value]);
    if (node.kind === 'array') node.items.forEach(walk);
    if (node.kind === 'object') {
      for (const member of node.members.values()) {
        walk(member.key);
        walk(member.value);
      }
    }
  };
  walk(readJsonText(text, LIMITS));
  expect(found).toEqual([
    ['"a\\n"', 'a\n'],
    ['"é"', 'é'],
    ['"b"', 'b'],
    ['"\\ud83d\\ude42"', '🙂'],
  ]);
});

test('names of Object.prototype are names', () => {
  const node = readJsonText('{"__proto__":1,"constructor":2}', LIMITS);
  expect(node.kind === 'object' && [...node.members.keys()]).toEqual(['__proto__', 'constructor']);
});

describe('what is refused', () => {
  test.each([
    ['', 'syntax'],
    ['{"a":1,}', 'syntax'],
    ['[1] 2', 'syntax'],
    ['01', 'syntax'],
    ['+1', 'syntax'],
    ['NaN', 'syntax'],
    ["'a'", 'syntax'],
    ['"a\nb"', 'syntax'],
    ['"a', 'syntax'],
    ['{a:1}', 'syntax'],
    ['// a\n1', 'syntax'],
    ['\u00a01', 'syntax'],
    ['"\\x41"', 'bad-escape'],
    ['"\\u00g0"', 'bad-escape'],
    ['"\\u00', 'bad-escape'],
    ['"\\ud83d"', 'lone-surrogate'],
    ['"\\ude42\\ud83d"', 'lone-surrogate'],
    ['"\ud83d"', 'lone-surrogate'],
    ['{"\\ud83d":1}', 'lone-surrogate'],
    ['\ufeff1', 'byte-order-mark'],
    ['{"a":1,"b":2,"a":3}', 'duplicate-key'],
    ['{"a":1,"\\u0061":3}', 'duplicate-key'],
    ['[[[[[[[[[1]]]]]]]]]', 'too-deep'],
    [`[${'0,'.repeat(499)}0]`, 'too-many-nodes'],
    [`"${'a'.repeat(9_999)}"`, 'too-large'],
  ])('%j: %s', (text, expected) => {
    expect(() => readJsonText(text, LIMITS)).toThrow(code(expected));
  });

  test.each(['[[[[[[[[1]]]]]]]]', `[${'0,'.repeat(498)}0]`, `"${'a'.repeat(9_998)}"`])(
    'not at the bound',
    (text) => {
      expect(plain(readJsonText(text, LIMITS))).toEqual(JSON.parse(text));
    },
  );
});

describe('a long string', () => {
  const head = `"${'a'.repeat(200)}`;

  test('is read like a short one', () => {
    const rest = fc.array(fc.constantFrom('\\"', '\\\\', '\\n', '\\u00e9', '\\ud83d\\ude42', 'b', '\u00e9'));
    fc.assert(
      fc.property(rest, (pieces) => {
        const text = `[${head}${pieces.join('')}",${head}"]`;
        expect(plain(readJsonText(text, LIMITS))).toEqual(JSON.parse(text));
      }),
    );
  });

  test.each([
    ['\nb"', 'syntax', 201],
    ['', 'syntax', 201],
    ['\\"', 'syntax', 203],
    ['\\x41"', 'bad-escape', 201],
    ['\\u00g0"', 'bad-escape', 201],
    ['\\n\\u00"', 'bad-escape', 203],
    ['\\ud83d"', 'lone-surrogate', 0],
    ['\ude42"', 'lone-surrogate', 0],
  ])('with the end %j is refused for what is wrong with it: %s', (rest, expected, where) => {
    const read = (): unknown => readJsonText(head + rest, LIMITS);
    expect(read).toThrow(code(expected));
    expect(read).toThrow(`at character ${where}:`);
  });
});

test('an error says where, and not what', () => {
  expect(() => readJsonText('{"key": "hunter2" x', LIMITS)).toThrow('at character 18: syntax');
});
