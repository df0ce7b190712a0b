import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../secrets/catalogue/catalogue.ts';
import { createDetector } from '../secrets/detector.ts';
import { GENERAL } from '../secrets/general/general.ts';
import { renderedDetector } from '../secrets/rendered-detector.ts';
import { SecretScan } from './secret-scan.ts';

const SECRET = ['ghp_', 'zxOnwFdDo5EWYNykeB9tdNx', 'KDQ5iWY0aiVdO'].join('');
const detector = createDetector({
  rules: CATALOGUE,
  known: [],
  allowed: () => false,
  internalDomains: [],
  patterns: [],
  limits: { maxText: 1_000_000, maxFindings: 1000 },
});
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Added lines of a patch, each with its number. */
function found(lines: readonly (readonly [number, string])[]): ReturnType<SecretScan['take']> {
  const scan = new SecretScan(detector);
  for (const [number, text] of lines) {
    scan.startLine(number);
    scan.push(bytes(text));
  }
  return scan.take();
}

test('a secret is told by its rule and its line', () => {
  expect(
    found([
      [3, 'a'],
      [4, `token = ${SECRET}`],
      [90, 'b'],
    ]),
  ).toEqual([{ rule: 'github-pat', line: 4 }]);
});

test('a rule is told once a line, and every line', () => {
  expect(
    found([
      [1, `${SECRET} ${SECRET}`],
      [2, SECRET],
    ]),
  ).toEqual([
    { rule: 'github-pat', line: 1 },
    { rule: 'github-pat', line: 2 },
  ]);
});

test('what two lines put together is no secret', () => {
  expect(
    found([
      [1, SECRET.slice(0, 20)],
      [2, SECRET.slice(20)],
    ]),
  ).toEqual([]);
});

test.each<[string, Uint8Array]>([
  ['UTF-16', Buffer.from(SECRET, 'utf16le')],
  ['NULs between', bytes(SECRET.split('').join('\0'))],
])('%s hides nothing', (_name, content) => {
  const scan = new SecretScan(detector);
  scan.push(content);
  expect(scan.take()).toEqual([{ rule: 'github-pat', line: 1 }]);
});

test('a content that comes in pieces is searched whole, and the next one anew', () => {
  const content = bytes(`one\ntwo\n${SECRET}\n`);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: content.length }), (size) => {
      const scan = new SecretScan(detector);
      for (let at = 0; at < content.length; at += size) scan.push(content.subarray(at, at + size));
      expect(scan.take()).toEqual([{ rule: 'github-pat', line: 3 }]);
      scan.push(bytes('nothing here\n'));
      expect(scan.take()).toEqual([]);
    }),
  );
});

test('lines are told rightly far into a large content', () => {
  const scan = new SecretScan(detector);
  for (let line = 1; line <= 5000; line += 1) {
    scan.startLine(line);
    scan.push(bytes(line % 1000 === 0 ? SECRET : 'const value = compute(value, other);'));
  }
  expect(scan.take().map(({ line }) => line)).toEqual([1000, 2000, 3000, 4000, 5000]);
});

test('no more than a hundred are told of one content', () => {
  const lines = Array.from({ length: 150 }, (_, index): [number, string] => [index + 1, SECRET]);
  expect(found(lines)).toHaveLength(100);
});

describe('what is written otherwise than it is read', () => {
  const limits = { maxText: 1_000_000, maxFindings: 1000 };
  const options = { known: [], allowed: () => false, internalDomains: [], patterns: [], limits };
  const reading = renderedDetector(createDetector({ rules: [...CATALOGUE, ...GENERAL], ...options }), limits);
  const PASSWORD = 'password%3DTr0ub4dor3x9Qz';

  function foundIn(content: Uint8Array, size = content.length): ReturnType<SecretScan['take']> {
    const scan = new SecretScan(reading);
    for (let at = 0; at < content.length; at += size) scan.push(content.subarray(at, at + size));
    return scan.take();
  }

  test.each([
    ['an octet of a URL', `a\nb ${PASSWORD}\nc`, 'named-secret'],
    ['colours', `a\n\u001b[1mpassword\u001b[0m: \u001b[32mTr0ub4dor3x9Qz\u001b[0m\nc`, 'named-secret'],
    ['characters above ASCII before it', `a\nñ 漢字 ${PASSWORD}\nc`, 'named-secret'],
    ['a form of its own', `a\n%20${SECRET}\nc`, 'github-pat'],
  ])('is found by its line, with %s', (_name, text, rule) => {
    expect(foundIn(bytes(text))).toEqual([{ rule, line: 2 }]);
  });

  test('is found anywhere in a long content, once, however it comes', () => {
    const line = `${'x'.repeat(99)}\n`;
    const content = bytes(`${line.repeat(300)}${PASSWORD}\n${line.repeat(300)}${PASSWORD}`);
    const expected = [301, 602].map((number) => ({ rule: 'named-secret', line: number }));
    for (const size of [content.length, 16_384, 1000, 99]) expect(foundIn(content, size)).toEqual(expected);
  });

  test('is found in a line without an end', () => {
    const content = bytes(`${'x '.repeat(100_000)}${PASSWORD} ${'y '.repeat(50_000)}`);
    for (const size of [content.length, 9999]) {
      expect(foundIn(content, size)).toEqual([{ rule: 'named-secret', line: 1 }]);
    }
  });
});
