import { checkSync } from 'recheck';
import { expect, test } from 'vitest';
import { detectorOf, unmarked } from '../test-support.ts';
import { CATALOGUE } from './catalogue.ts';
import { secretsIn } from './test-support.ts';

// Its default starts a program of its own for each platform; this is the same code in JavaScript.
process.env['RECHECK_BACKEND'] = 'pure';

const DETECTOR = detectorOf(CATALOGUE);

test('no two rules share an id', () => {
  const ids = CATALOGUE.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

test.each(CATALOGUE)('among all others $id is what its examples hold', (rule) => {
  const seen = rule.examples.map((text) => DETECTOR.scan(unmarked(text)));
  const expected = rule.examples.map((text) =>
    secretsIn(rule, text).map((span) => ({ rule: rule.id, label: rule.label, ...span })),
  );
  expect(seen).toEqual(expected);
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
