import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CATALOGUE } from '../secrets/catalogue/catalogue.ts';
import { createDetector } from '../secrets/detector.ts';
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
