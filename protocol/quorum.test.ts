import { expect, test } from 'vitest';
import { ageWords, approverWords, ONE_APPROVER } from './quorum.ts';

test.each([
  [ONE_APPROVER, 'leads, user:ana'],
  [{ ...ONE_APPROVER, count: 2 }, '2 of leads, user:ana'],
  [{ ...ONE_APPROVER, reasonRequired: true }, 'leads, user:ana, with a reason'],
  [
    { ...ONE_APPROVER, count: 2, sets: [['leads'], ['a', 'b']] },
    '2 of leads, user:ana, one of each: leads, a|b',
  ],
  [{ ...ONE_APPROVER, breakGlass: ['oncall'] }, 'leads, user:ana; or alone, in an emergency: oncall'],
  [{ ...ONE_APPROVER, freshLoginMs: 300_000 }, 'leads, user:ana, logged in at most 5 min before'],
])('%j is told', (quorum, words) => {
  expect(approverWords(['leads', 'user:ana'], quorum)).toBe(words);
});

test.each([
  [7_200_000, '2 h'],
  [5_400_000, '90 min'],
  [90_000, '90 s'],
  [1, '1 ms'],
])('%d ms are %s', (ageMs, words) => {
  expect(ageWords(ageMs)).toBe(words);
});
