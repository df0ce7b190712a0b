import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CanonicalJsonError,
  type CanonicalJsonErrorCode,
  canonicalJson,
  MAX_DEPTH,
} from './canonical-json.ts';
import type { JsonValue } from './json.ts';

function codeOf(value: unknown): CanonicalJsonErrorCode | 'accepted' {
  try {
    canonicalJson(value as JsonValue);
    return 'accepted';
  } catch (error) {
    if (error instanceof CanonicalJsonError) return error.code;
    throw error;
  }
}

function double(hex: string): number {
  return Buffer.from(hex, 'hex').readDoubleBE();
}

function nested(levels: number): JsonValue {
  let value: JsonValue = [];
  for (let level = 0; level < levels; level++) value = [value];
  return value;
}

function circular(): unknown {
  const self: { self?: unknown } = {};
  self.self = self;
  return self;
}

describe('what has no canonical form is refused', () => {
  const symbolic = { [Symbol('hidden')]: 1 };
  test.each<[string, unknown, CanonicalJsonErrorCode]>([
    ['not a number (RFC 8785, appendix B)', double('7fffffffffffffff'), 'not-finite'],
    ['infinity (RFC 8785, appendix B)', double('7ff0000000000000'), 'not-finite'],
    ['minus infinity', double('fff0000000000000'), 'not-finite'],
    ['infinity deep inside', { a: [{ b: Number.POSITIVE_INFINITY }] }, 'not-finite'],
    ['half a surrogate pair', '\ud83d', 'lone-surrogate'],
    ['a pair the wrong way round', '\ude00\ud83d', 'lone-surrogate'],
    ['half a surrogate pair in a name', { '\ude00': 1 }, 'lone-surrogate'],
    ['undefined', undefined, 'not-json'],
    ['undefined as a member', { a: undefined }, 'not-json'],
    ['a hole in an array', new Array(2), 'not-json'],
    ['a bigint', { a: 1n }, 'not-json'],
    ['a function', { a: () => 1 }, 'not-json'],
    ['a symbol', Symbol('a'), 'not-json'],
    ['a member named by a symbol', symbolic, 'not-json'],
    ['a date', { at: new Date(0) }, 'not-json'],
    ['a map', new Map([['a', 1]]), 'not-json'],
    ['bytes', Buffer.from('a'), 'not-json'],
    ['a boxed string', new String('a'), 'not-json'],
    ['nesting beyond the bound', nested(MAX_DEPTH + 1), 'too-deep'],
    ['an object that contains itself', circular(), 'too-deep'],
  ])('%s', (_name, value, code) => {
    expect(codeOf(value)).toBe(code);
  });

  test('an object with its own toJSON is not asked for it', () => {
    expect(codeOf({ toJSON: () => 'something else' })).toBe('not-json');
  });

  test('nor is what an object inherits one from', () => {
    const inherited = Object.assign(Object.create(null), { toJSON: () => 'something else' });
    expect(canonicalJson(Object.assign(Object.create(inherited), { a: 1 }))).toBe('{"a":1}');
  });

  test('the message does not repeat the value', () => {
    expect(() => canonicalJson('hunter2\ud83d')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    );
  });
});

describe('numbers (RFC 8785, appendix B)', () => {
  test.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('%s is %s', (hex, text) => {
    expect(canonicalJson(double(hex))).toBe(text);
  });
});

describe('texts of the RFC', () => {
  const SAMPLE = String.raw`{
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]
  }`;

  test('the sample of section 3.2.2, as the bytes of section 3.2.4', () => {
    const bytes =
      '7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a5b3333333333' +
      '333333332e333333333333332c31652b33302c342e352c302e3030322c31652d32375d2c22737472696e67223a22' +
      'e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d';
    expect(Buffer.from(canonicalJson(JSON.parse(SAMPLE))).toString('hex')).toBe(bytes);
  });

  test('the names of section 3.2.3 in their order', () => {
    const value = JSON.parse(String.raw`{
      "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One", "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis"
    }`);
    expect(Object.values(JSON.parse(canonicalJson(value)))).toHaveLength(7);
    expect([...canonicalJson(value).matchAll(/:"([^"]+)"/g)].map((match) => match[1])).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });
});

describe('strings, arrays and objects', () => {
  test.each<[string, JsonValue, string]>([
    ['every short escape', '\b\t\n\f\r"\\', String.raw`"\b\t\n\f\r\"\\"`],
    ['other control characters in lower-case hex', '\u0000\u001f', String.raw`"\u0000\u001f"`],
    ['no escape for the slash, DEL or line separators', '/\u007f\u2028', '"/\u007f\u2028"'],
    ['no normalisation', 'A\u030a', '"A\u030a"'],
    ['no space anywhere', { b: [1, { d: null, c: true }], a: '' }, '{"a":"","b":[1,{"c":true,"d":null}]}'],
    ['empty ones', [[], {}], '[[],{}]'],
    ['numeric names by their digits', { 10: 0, 9: 0, 1: 0 }, '{"1":0,"10":0,"9":0}'],
    [
      'names that objects inherit',
      JSON.parse('{"constructor":1,"__proto__":2}'),
      '{"__proto__":2,"constructor":1}',
    ],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
    ['nesting up to the bound', nested(3), '[[[[]]]]'],
  ])('%s', (_name, value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  test('nesting to the very bound is accepted', () => {
    expect(codeOf(nested(MAX_DEPTH))).toBe('accepted');
  });
});

const json = fc.jsonValue({ maxDepth: 6, stringUnit: 'binary' }) as fc.Arbitrary<JsonValue>;

test('reading the text back gives the value, and writing that gives the text', () => {
  fc.assert(
    fc.property(json, (value) => {
      const text = canonicalJson(value);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(JSON.parse(text))).toBe(text);
    }),
  );
});

test('the order in which an object was filled does not show', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), json), (value) => {
      const reversed = Object.fromEntries(Object.entries(value).reverse());
      expect(canonicalJson(reversed)).toBe(canonicalJson(value));
    }),
  );
});
