import { expect, test } from 'vitest';
import { GENERAL } from './general/general.ts';
import { renderedDetector } from './rendered-detector.ts';
import { detectorOf, rule, secretsIn } from './test-support.ts';

const limits = { maxText: 100_000, maxFindings: 20 };
const token = rule('(?<![a-z])tok_[a-z]{8}(?![a-z])', ['tok_']);
const detector = renderedDetector(detectorOf([token, ...GENERAL], { limits }), limits);

test.each([
  ['in a URL within a URL', 'next=%2Fcb%3Fpassword%3DTr0ub4dor3x9Qz%26a%3D1', 'Tr0ub4dor3x9Qz'],
  ['in JSON that a server escaped', '{"next":"?password\\u003dTr0ub4dor3x9Qz\\u0026a"}', 'Tr0ub4dor3x9Qz'],
  ['with slashes as JSON escapes them', 'postgres:\\/\\/app:Tr0ub4dor3x9Qz@db\\/x', 'Tr0ub4dor3x9Qz'],
  ['in HTML', '&quot;password&quot;: &quot;Tr0ub4dor3x9Qz&quot;', 'Tr0ub4dor3x9Qz'],
  ['in colour', '\u001b[1mpassword\u001b[0m: \u001b[32mTr0ub4dor3x9Qz\u001b[0m', 'Tr0ub4dor3x9Qz'],
  [
    'found by a search that colours',
    '\u001b[01;31m\u001b[Ktok_\u001b[m\u001b[Kabcdefgh',
    'tok_\u001b[m\u001b[Kabcdefgh',
  ],
  ['with what nobody sees inside', 'tok_abc\u200bdef\u00adgh', 'tok_abc\u200bdef\u00adgh'],
  ['with a name two lines above it', 'tok_abcdefgh\n\n%3D', 'tok_abcdefgh'],
  ['as it is written', 'tok_abcdefgh', 'tok_abcdefgh'],
  ['on a line of escapes', '%20tok_abcdefgh%20', 'tok_abcdefgh'],
])('a secret is found %s', (_, text, secret) => {
  expect(secretsIn(detector, text)).toEqual([secret]);
});

test('what only looks like one once escapes are gone is none where a word goes on', () => {
  expect(secretsIn(detector, 'tok_abcd\u200befghi')).toEqual([]);
});

test('one text has no more findings than the limit, of both ways to read it', () => {
  const one = 'tok_abcdefgh\n';
  const other = 'tok_abcd\u200befgh\n';
  expect(detector.scan(one.repeat(10) + other.repeat(10))).toHaveLength(20);
  expect(() => detector.scan(one.repeat(10) + other.repeat(11))).toThrow(
    expect.objectContaining({ code: 'too-many-findings' }),
  );
});

test('a text of many lines that are made to be slow is refused as a whole', () => {
  const slow = rule('key=(?<secret>\\S{4,250})', ['key='], { accepts: () => false });
  const most = { maxText: 1_000_000, maxFindings: 20 };
  const patient = renderedDetector(detectorOf([slow], { limits: most }), most);
  const line = `${'k%65y='.repeat(60)}${'\n'.repeat(6)}`;
  expect(patient.scan(line.repeat(100))).toEqual([]);
  expect(() => patient.scan(line.repeat(1000))).toThrow(expect.objectContaining({ code: 'too-much-work' }));
});

test('a text that comes in pieces is searched as it is written', () => {
  const scan = detector.begin();
  scan.write('tok_abcdefgh tok_abcd\u200befgh');
  scan.end();
  expect(scan.settleAll().findings).toMatchObject([{ start: 0, end: 12 }]);
});
