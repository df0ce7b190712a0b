import { expect, test } from 'vitest';
import { compileRules } from './rule-set.ts';
import { rule } from './test-support.ts';

test('every keyword of every rule triggers it', () => {
  const { triggers, automaton, units } = compileRules([
    rule('a+bc', ['abc']),
    rule('(?:xyz|xyw)=(?<secret>[0-9]{4})', ['xyz', 'xyw'], { caseless: true }),
  ]);
  const { state } = automaton.next(units.of('--XYW'), 0, automaton.initial);
  const [index] = automaton.endingAt(state);
  expect(triggers[index ?? 0]).toMatchObject({
    exact: null,
    length: 3,
    compiled: { rule: { caseless: true } },
  });
  expect(triggers.map(({ exact }) => exact)).toEqual(['abc', null, null]);
});

test('rules that may begin before their keyword say what to hold', () => {
  expect(compileRules([rule('[0-9]{3}:AA', [':AA']), rule('key=x', ['key'])]).holds).toHaveLength(1);
});
