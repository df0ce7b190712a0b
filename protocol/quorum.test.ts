import { expect, test } from 'vitest';
import { approverWords, ONE_APPROVER } from './quorum.ts';

test.each([
  [ONE_APPROVER, 'leads, user:ana'],
  [{ ...ONE_APPROVER, count: 2 }, '2 of leads, user:ana'],
  [{ ...ONE_APPROVER, reasonRequired: true }, 'leads, user:ana, with a reason'],
  [
    { ...ONE_APPROVER, count: 2, sets: [['leads'], ['a', 'b']] },
    '2 of leads, user:ana, one of each: leads, a|b',
  ],
  [{ ...ONE_APPROVER, breakGlass: ['oncall'] }, 'leads, user:ana; or alone, in an emergency: oncall'],
])('%j is told', (quorum, words) => {
  expect(approverWords(['leads', 'user:ana'], quorum)).toBe(words);
});
