import { expect, test } from 'vitest';
import type { AgentFinding } from '../../protocol/collector-api.ts';
import { clockWords, findingWords, lastHeardWords } from './log-words.ts';

const AT = '2026-11-21T08:00:00.000Z';

test.each<[Partial<AgentFinding>, string]>([
  [{ kind: 'fork' }, 'signed two different records for number 3'],
  [{ kind: 'bad-signature' }, 'sent number 3 with a signature that does not hold'],
  [{ kind: 'gap', lastSeq: 5, open: true }, 'numbers 3 to 5 never came'],
  [{ kind: 'gap', open: false }, 'number 3 came after later ones'],
  [{ kind: 'repeat' }, 'sent number 3 again'],
  [{ kind: 'late', lastSeq: 4 }, 'sent numbers 3 to 4 long after they were written'],
  [{ kind: 'ahead' }, 'sent number 3 before it was written: its clock is ahead'],
])('%j: %s', (change, words) => {
  const finding = {
    kind: 'gap',
    firstSeq: 3,
    lastSeq: 3,
    times: 1,
    open: false,
    foundAt: AT,
    lastAt: AT,
  } as const;
  expect(findingWords({ ...finding, ...change })).toBe(words);
});

test('an agent that never spoke has been silent for no time', () => {
  expect(lastHeardWords({ lastReceivedAt: null }, 0)).toBe('never');
  expect(lastHeardWords({ lastReceivedAt: AT }, Date.parse(AT) + 5 * 60_000)).toBe('5 min ago');
});

test.each([
  [null, 'not known'],
  [AT, 'right'],
  ['2026-11-21T07:50:00.000Z', '10 min behind, or late'],
  ['2026-11-21T08:05:00.000Z', '5 min ahead'],
])('a record that was written at %s and came at eight: the clock is %s', (lastWrittenAt, words) => {
  expect(clockWords({ lastWrittenAt, lastReceivedAt: AT })).toBe(words);
});
