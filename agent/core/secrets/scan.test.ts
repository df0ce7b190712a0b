import { describe, expect, test } from 'vitest';
import { MAX_HELD } from './scan.ts';
import { detectorOf, rule } from './test-support.ts';

const detector = detectorOf([
  rule('tok_[a-z]{6}', ['tok_']),
  rule('key=(?<secret>[a-z]{4,400})', ['key=']),
  rule('[0-9]{3,5}:AA[a-z]{4}', [':AA']),
]);

/** How many characters are not settled after this text. */
function heldAfter(text: string): number {
  const scan = detector.begin();
  scan.write(text);
  return text.length - scan.settle().upTo;
}

describe('holds', () => {
  test.each([
    ['nothing of ordinary text', 'some prose', 0],
    ['what may become a keyword', 'some to', 2],
    ['a secret that is not decided', 'some tok_abc', 7],
    ['nothing once it is decided', 'some tok_abcdef ', 0],
    ['nothing of what stands before the secret', 'some key=', 0],
    ['the secret after it', 'some key=abc', 3],
    ['digits that may begin a secret', 'some 1234', 4],
    ['nothing of digits that do not', 'some 1234 x', 0],
  ])('%s', (_, text, expected) => {
    expect(heldAfter(text)).toBe(expected);
  });

  test('all of a long secret, but no longer undecided than the cap', () => {
    const scan = detector.begin();
    scan.write(`key=${'a'.repeat(MAX_HELD + 10)}`);
    expect(scan.settle()).toEqual({ upTo: 4, findings: [] });
    scan.write(' ');
    scan.write('x');
    expect(scan.settle()).toMatchObject({ findings: [{ start: 4, end: 4 + MAX_HELD + 10 }] });
  });
});

test('gives each finding once, and text that was not settled can still be read', () => {
  const scan = detector.begin();
  scan.write('a tok_abcdef b');
  expect(scan.settle().findings).toHaveLength(1);
  scan.write(' c tok_gh');
  expect(scan.settle()).toEqual({ upTo: 17, findings: [] });
  expect(scan.slice(17, 23)).toBe('tok_gh');
  scan.end();
  expect(scan.settleAll()).toEqual({ upTo: 23, findings: [] });
});

describe('what is too long to be decided is a secret though no match ends it, cut or whole', () => {
  test.each([
    ['that could still have matched', '#(?<secret>[a-z]{3,400})!', MAX_HELD, true],
    ['that was decided in time', '#(?<secret>[a-z]{3,400})!', MAX_HELD - 1, false],
    ['that no match could be as long as', '#(?<secret>[a-z]{3,200})!', MAX_HELD, false],
    ['whose match goes on behind it', '#(?<secret>[a-z]{3})[a-z]{0,400}!', MAX_HELD, true],
  ])('one %s', (_, pattern, length, isSecret) => {
    const text = `key ${'-'.repeat(40)}#${'a'.repeat(length)} and more`;
    const long = detectorOf([rule(`key [-]{0,300}${pattern}`, ['key '])]);
    const scan = long.begin();
    for (const character of text) scan.write(character);
    scan.end();
    expect(long.scan(text)).toEqual(scan.settleAll().findings);
    expect(long.scan(text)).toHaveLength(Number(isSecret));
  });
});
