import { expect, it } from 'vitest';
import { type Figures, figuresOf } from './figures.ts';
import { judgeTargets, type Target } from './targets.ts';

const figures = (contender: string, cpuMs: number): Figures =>
  figuresOf({ scenario: 's', unit: 'u', contender }, [{ wallMs: 0, cpuMs, peakMb: 0, delayMs: null }]);
const target = (against: string | null, atMost: number): Target => ({
  scenario: 's',
  figure: 'cpuMs',
  against,
  atMost,
});

it.each([
  ['a ratio that is met', target('peer', 0.5), true],
  ['a ratio that is not met', target('peer', 0.49), false],
  ['a bound that is met', target(null, 5), true],
  ['a bound that is not met', target(null, 4.9), false],
])('judges %s', (_, one, reached) => {
  expect(judgeTargets([figures('ours', 5), figures('peer', 10)], [one])).toMatchObject([{ reached }]);
});

it('says nothing of a peer that did not take part', () => {
  expect(judgeTargets([figures('ours', 5)], [target('peer', 1)])).toEqual([]);
});
