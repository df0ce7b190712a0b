import { expect, test } from 'vitest';
import { Tally } from './tally.ts';

const ONE = { rule: 'github-pat', placeholder: 'CSG_GHPAT_1', where: 'user' };
const TWO = { ...ONE, placeholder: 'CSG_GHPAT_2' };

test('each kind at each place is counted once', () => {
  const tally = new Tally();
  for (const each of [ONE, TWO, ONE, { ...ONE, where: 'tool bash' }]) tally.add(each);
  expect(tally.found()).toEqual([
    { ...ONE, count: 2 },
    { ...TWO, count: 1 },
    { ...ONE, where: 'tool bash', count: 1 },
  ]);
});

test('past the limit what is new is counted without its placeholder', () => {
  const tally = new Tally(1);
  for (const each of [ONE, TWO, ONE, { ...ONE, placeholder: 'CSG_GHPAT_3' }]) tally.add(each);
  expect(tally.found()).toEqual([
    { ...ONE, count: 2 },
    { ...ONE, placeholder: null, count: 2 },
  ]);
});
