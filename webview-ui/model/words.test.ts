import { expect, test } from 'vitest';
import type { ApprovalState } from '../../protocol/approval.ts';
import { durationWords, marksOf, stateWords } from './words.ts';

test.each([
  [-5, '0 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [3_599_999, '59 min'],
  [3_600_000, '1 h'],
  [12_000_000, '3 h 20 min'],
  [86_400_000, '1 d'],
  [187_200_000, '2 d 4 h'],
])('%d ms: %s', (ms, words) => {
  expect(durationWords(ms)).toBe(words);
});

test.each([
  [null, [], []],
  ['binary', [], ['opaque: binary']],
  ['lfs', ['password'], ['opaque: lfs', 'contains “password”']],
])('marks of %j and %j', (opaque, terms, marks) => {
  const change = { commit: 'net', path: 'a', kind: 'added', addedLines: 1, removedLines: 0, opaque, terms };
  expect(marksOf(change)).toEqual(marks);
});

test.each<[ApprovalState, RegExp]>([
  [{ kind: 'pending' }, /^Waiting/],
  [{ kind: 'granted', validUntil: 'noon' }, /once, until noon/],
  [{ kind: 'denied', by: 'ana', reason: 'no' }, /by ana: no$/],
  [{ kind: 'claimed', exchange: 'x' }, /being carried out/],
  [{ kind: 'spent', exchange: 'x' }, /cannot be used again/],
  [{ kind: 'expired' }, /ask again/],
  [{ kind: 'cancelled' }, /^Withdrawn/],
])('%j', (state, words) => {
  expect(stateWords(state)).toMatch(words);
});
