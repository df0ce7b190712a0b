import { expect, test } from 'vitest';
import { checkExpression } from './check-expression.ts';
import { parseExpression } from './syntax.ts';

test.each([
  ['ref.branch.golb("x")', 'unknown-name', 'golb', 'did you mean glob?'],
  ['ref.branch.toString()', 'unknown-name', 'toString', 'known are:'],
  ['ref.branch.lowerAscii() == "x"', 'unknown-name', 'lowerAscii', 'known are:'],
  ['timestamp("2026-01-01T00:00:00Z") == timestamp("")', 'unknown-name', 'timestamp', 'known are:'],
  ['ref.forced && ref.branch', 'type', '&& is given bool and string', 'expected types'],
  ['!ref.branch', 'type', '! is given string', 'expected types'],
  ['ref.forced < true', 'type', '< is given bool and bool', 'expected types'],
  ['changes.glob("x")', 'type', 'glob() is given list of change', 'look at each'],
  [
    'changes.exists(c, c.says("x"))',
    'type',
    'says() is given change and string, expected commit',
    'expected types',
  ],
  [
    'commits.exists(k, k.adds("x"))',
    'type',
    'adds() is given commit and string, expected change',
    'expected',
  ],
  ['changes.exists(c, c.path)', 'type', '|| is given bool and string', 'expected types'],
  ['changes.exists(c)', 'type', 'exists() takes a name and an expression', 'write list.exists(x, x.field'],
  ['has(ref)', 'type', 'has() takes one field', 'leave has() out'],
  ['ref.branch.glob(subject.id)', 'not-literal', 'expected a pattern written out', 'write it in quotes'],
  ['ref.branch.glob("a" + "b")', 'not-literal', 'expected a pattern written out', 'write it in quotes'],
  ['ref.branch.glob(["a", subject.id])', 'not-literal', 'expected a pattern', 'write it in quotes'],
  ['ref.branch.glob(subject.groups)', 'not-literal', 'expected a pattern', 'write it in quotes'],
  ['["a"].exists(p, ref.branch.glob(p))', 'not-literal', 'expected a pattern', 'write it in quotes'],
  ['ref.branch.matches(subject.id)', 'not-literal', 'expected a regular expression', 'write it in quotes'],
  ['changes.exists(c, c.adds(c.path))', 'not-literal', 'looked for while the diff goes by', 'in quotes'],
  ['ref.branch.glob("{a,b}")', 'glob', "'{' has no meaning", 'a list of patterns'],
  ['ref.branch.matches("(")', 'regex', 'missing closing )', 'write RE2 syntax'],
  ['ref.branch.matches("a(?=b)")', 'regex', 'unsupported', 'no look-around'],
  ['ref.branch.matches("a{1001}")', 'regex', 'invalid repeat count', 'at most 1000 repetitions'],
  ['ref.branch.matches("(a{1000}){1000}")', 'regex', 'too large with its repetitions', 'repeat less'],
  ['repository.path.startsWith("Octo/")', 'type', 'never "Octo/"', 'write "octo/"'],
  ['repository.path.contains("Secret")', 'type', 'never "Secret"', 'write "secret"'],
  ['repository.path.matches("^Octo/\\\\w+$")', 'type', 'it is in lower case', 'write "^octo/'],
  ['changes.exists(c, c.adds(""))', 'diff-term', 'the word is empty', 'write one word'],
  ['changes.exists(c, c.adds("a\\nb"))', 'diff-term', 'a line end', 'write one word'],
  [`changes.exists(c, c.adds("${'a'.repeat(65)}"))`, 'diff-term', 'at most 64', 'look for its beginning'],
])('%s is refused as %s', (text, code, message, hint) => {
  expect(() => checkExpression(parseExpression(text), ['git.push'])).toThrow(
    expect.objectContaining({
      problem: {
        code,
        message: expect.stringContaining(message) as unknown,
        hint: expect.stringContaining(hint) as unknown,
      },
    }),
  );
});

test.each(['"^octo/\\\\W\\\\pL\\\\p{Lu}$"', '"(?i)^Octo/"'])(
  'a text in lower case may match %s',
  (pattern) => {
    const text = `repository.path.matches(${pattern}) || repository.path.glob("Octo/**")`;
    expect(checkExpression(parseExpression(text), ['git.push'])).toEqual([]);
  },
);
