import { checkSync } from 'recheck';
import { expect, test } from 'vitest';
import { GENERAL } from '../general/general.ts';
import { detectorOf, unmarked } from '../test-support.ts';
import { CATALOGUE } from './catalogue.ts';
import { secretsIn } from './test-support.ts';

// Its default starts a program of its own for each platform; this is the same code in JavaScript.
process.env['RECHECK_BACKEND'] = 'pure';

const DETECTOR = detectorOf([...CATALOGUE, ...GENERAL]);

test('no two rules share an id', () => {
  const ids = CATALOGUE.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

test.each(CATALOGUE)('among all others $id names what its examples hold', (rule) => {
  for (const text of rule.examples) {
    const whole = secretsIn(rule, text).map((own) => ({
      rule: rule.id,
      label: rule.label,
      start: expect.toSatisfy((start: number) => start <= own.start),
      end: expect.toSatisfy((end: number) => end >= own.end),
    }));
    expect(DETECTOR.scan(unmarked(text))).toEqual(whole);
  }
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
