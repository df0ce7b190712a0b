import { checkSync } from 'recheck';
import { expect, test } from 'vitest';
import type { SecretRule } from '../rule.ts';
import { CATALOGUE } from './catalogue.ts';
import { type Found, secretsIn } from './test-support.ts';

// Its default starts a program of its own for each platform; this is the same code in JavaScript.
process.env['RECHECK_BACKEND'] = 'pure';

test('no two rules share an id', () => {
  const ids = CATALOGUE.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

test.each(CATALOGUE)('no other rule takes another part of what $id finds', (rule) => {
  const taken = rule.examples.flatMap((text) =>
    secretsIn(rule, text).flatMap((own) => rivalsOf(rule, text, own)),
  );
  expect(taken).toEqual([]);
});

test.each(CATALOGUE)('the time $id takes grows with the text and not faster', ({ pattern, caseless }) => {
  const verdict = checkSync(pattern, caseless ? 'i' : '', { checker: 'automaton' });
  expect(verdict.status).toBe('safe');
});

test('the list in docs/ is the catalogue (vitest -u writes it)', async () => {
  const rows = CATALOGUE.map(({ id, title, label }) => `| \`${id}\` | ${title} | \`${label}\` |`);
  const list = `# Kinds of secrets in the catalogue\n\n${[HEAD, '|---|---|---|', ...rows].join('\n')}\n`;
  await expect(list).toMatchFileSnapshot('../../../../docs/secret-kinds.md');
});

const HEAD = '| id | what it is | label in placeholders |';

/** The rules that claim text which overlaps `own` and goes beyond it. */
function rivalsOf(rule: SecretRule, text: string, own: Found): readonly string[] {
  return CATALOGUE.filter((other) => other !== rule)
    .filter((other) =>
      secretsIn(other, text).some(
        ({ start, end }) => start < own.end && end > own.start && (start < own.start || end > own.end),
      ),
    )
    .map(({ id }) => id);
}
