import { RE2JS } from '@bufbuild/re2';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { regexSize, regexSizeIn } from './regex-size.ts';
import { parseExpression } from './syntax.ts';

test.each([
  ['', 0],
  ['abc', 3],
  ['a{10}', 10],
  ['a{2,10}', 10],
  ['a{3,}', 3],
  ['(ab){10}', 40],
  ['((a{3}){2}){2}', 24],
  ['[(a-z]{10}', 10],
  ['[]a]{10}', 10],
  ['[[:alpha:]]{10}', 10],
  ['\\p{Greek}{10}', 10],
  ['\\{10}', 4],
  ['\\Q(){9}\\E{2}', 18],
  ['abc){10}', 50],
  ['[a', 2],
])('%s has about %i instructions', (pattern, size) => {
  expect(regexSize(pattern)).toBe(size);
});

test('no expression is much larger than it is said to be', () => {
  const part = fc.constantFrom(
    'a',
    'b',
    '[^c(]',
    '\\pL',
    '(?:',
    '(',
    ')',
    ')?',
    '|',
    '*',
    '{3}',
    '{2,9}',
    '[)]',
    '\\Q(\\E',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 16 }), (parts) => {
      const pattern = parts.join('');
      const compiled = compiledSize(pattern);
      if (compiled !== null) expect(compiled).toBeLessThanOrEqual(2 * regexSize(pattern) + 16);
    }),
    { numRuns: 150 },
  );
});

function compiledSize(pattern: string): number | null {
  try {
    return RE2JS.compile(pattern).re2().prog.numInst();
  } catch {
    return null;
  }
}

test('all that a condition matches with counts', () => {
  const text = 'changes.exists(c, c.path.matches("a{10}") || ref.name.matches("b{20}")) && ref.forced';
  expect(regexSizeIn(parseExpression(text).root)).toBe(30);
});
