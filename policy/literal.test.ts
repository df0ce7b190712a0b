import { expect, test } from 'vitest';
import { ExpressionFault } from './expression-fault.ts';
import { checkLiteral } from './literal.ts';
import { parseExpression } from './syntax.ts';

function check(use: 'glob' | 'regex' | 'diff-term', text: string): string | null {
  const syntax = parseExpression(text);
  return checkLiteral(use, syntax.root, syntax);
}

test('only a word to be looked for is told', () => {
  expect(check('diff-term', '"PassWord Х"')).toBe('password х');
  expect(check('glob', '["a/**", "b"]')).toBe(null);
  expect(check('regex', '"^a+$"')).toBe(null);
});

test.each([
  ['glob', 'ref.name', 'not-literal'],
  ['glob', '["a", 1]', 'not-literal'],
  ['glob', '"a//b"', 'glob'],
  ['regex', '"[a"', 'regex'],
  ['regex', `"${'a'.repeat(257)}"`, 'regex'],
  ['regex', '"([a-z]{50}){50}"', 'regex'],
  ['regex', '["a"]', 'not-literal'],
  ['diff-term', '"  "', 'diff-term'],
  ['diff-term', '"a\\u2028b"', 'diff-term'],
  ['diff-term', '"a\\000b"', 'diff-term'],
] as const)('%s refuses %s', (use, text, code) => {
  expect(() => check(use, text)).toThrow(ExpressionFault);
  expect(() => check(use, text)).toThrow(
    expect.objectContaining({ problem: expect.objectContaining({ code }) as unknown }),
  );
});
