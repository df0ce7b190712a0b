import { expect, test } from 'vitest';
import { stepsOf } from './cost.ts';
import { parseExpression } from './syntax.ts';

const SIZES = { changes: 100, commits: 10, groups: 5, terms: 3, parts: 7, tools: 4, secrets: 2 };

function steps(text: string, sizes: typeof SIZES = SIZES): number {
  return stepsOf(parseExpression(text).root, sizes);
}

test('without lists the cost is the number of nodes', () => {
  expect(steps('true')).toBe(1);
  expect(steps('ref.forced && ref.odd')).toBe(5);
});

test.each([
  ['changes.exists(c, c.odd)', 1],
  ['changes.exists(c, commits.exists(k, k.merge))', 1],
  ['changes.filter(c, c.odd).exists(d, d.odd)', 1],
  ['(changes + changes).exists(c, c.odd)', 1],
  ['changes.map(c, c.path).exists(p, p == "x")', 1],
  ['"x" in changes.map(c, c.path)', 1],
  ['changes.map(c, c.path) == changes.map(d, d.path)', 1],
  ['(ref.odd ? changes : []).exists(c, c.odd)', 1],
  ['changes.exists(c, changes.exists(d, c.path == d.path))', 2],
  ['changes.exists(c, [changes][0].exists(d, c.path == d.path))', 2],
  ['[changes].exists(l, l.exists(c, c.odd))', 1],
  ['changes.exists(c, (c.odd ? [changes] : [])[0].exists(d, d.odd))', 2],
  ['[[changes]][0][0].exists(c, c.odd)', 1],
])('%s grows with the power %i of the number of changes', (text, power) => {
  const ratio = steps(text, { ...SIZES, changes: 100_000 }) / steps(text, { ...SIZES, changes: 10_000 });
  expect(Math.round(Math.log10(ratio))).toBe(power);
});

test.each([
  ['commits', 'commits.exists(k, k.merge)'],
  ['groups', 'subject.groups.exists(g, g == "x")'],
  ['terms', 'changes.exists(c, c.terms.exists(t, t == "x"))'],
  ['terms', 'changes.exists(c, "x" in c.terms)'],
  ['terms', 'changes.map(c, c.terms).exists(t, t.exists(x, x == "x"))'],
  ['terms', 'changes.map(c, c.terms)[0].exists(x, x == "x")'],
  ['parts', 'prompt.parts.exists(p, p.says("x"))'],
  ['tools', '"shell" in tools'],
  ['secrets', 'prompt.secrets.exists(s, s.rule == "x")'],
])('more %s cost more in %s', (list, text) => {
  expect(steps(text, { ...SIZES, [list]: 1000 })).toBeGreaterThan(10 * steps(text));
});
