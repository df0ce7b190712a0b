import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CATALOGUE } from '../../agent/core/secrets/catalogue/catalogue.ts';
import { GENERAL } from '../../agent/core/secrets/general/general.ts';
import { detectorOf, rule } from '../../agent/core/secrets/test-support.ts';
import { type LabelledCase, readCases } from './labelled-case.ts';
import { score } from './score.ts';

const BUILT_IN = detectorOf([...CATALOGUE, ...GENERAL]);
const detector = detectorOf([rule('tok_[a-z]{4}', ['tok_'])]);

function labelled(id: string, text: string, secrets: readonly string[] | null): LabelledCase {
  return { id, text, isSecret: secrets !== null, secrets: secrets ?? [] };
}

test('counts what was found, missed, and found where nothing is', () => {
  const cases = [
    labelled('exact', 'a tok_abcd', ['tok_abcd']),
    labelled('covered', 'a tok_abcd', ['abcd']),
    labelled('partly', 'a tok_abcdef', ['tok_abcdef']),
    labelled('unnamed', 'a tok_abcd', []),
    labelled('beside', 'other tok_abcd', ['other']),
    labelled('missed', 'a', []),
    labelled('wrong', 'tok_abcd tok_efgh', null),
    labelled('left', 'a', null),
  ];
  expect(score(cases, detector)).toEqual({
    cases: 8,
    truePositives: 4,
    falsePositives: 1,
    trueNegatives: 1,
    falseNegatives: 2,
    recall: 4 / 6,
    precision: 4 / 5,
    f1: (2 * (4 / 6) * (4 / 5)) / (4 / 6 + 4 / 5),
    spans: { named: 4, exact: 1, covered: 1, partly: 1 },
    rules: { 'test-rule': { inSecrets: 5, elsewhere: 2 } },
    missed: ['beside', 'missed'],
    wrong: ['wrong'],
  });
});

test.each(['labelled', 'contexts'])('the built-in rules find what we labelled ourselves: %s', (name) => {
  const file = new URL(`../fixtures/secrets/${name}.jsonl`, import.meta.url);
  const found = score(readCases(readFileSync(file, 'utf8')), BUILT_IN);
  expect(found.wrong).toEqual([]);
  expect(found.recall).toBeGreaterThan(0.95);
});
