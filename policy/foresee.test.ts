import fc from 'fast-check';
import { expect, test } from 'vitest';
import { push, sha256 } from '../test/support/operation.ts';
import { bindingsOf } from './bindings.ts';
import { compilePolicy } from './compile.ts';
import { recordedOperations } from './recorded-operation.ts';

const UNKNOWN = 'changes.exists(c, c.odd)';
const [RECORDED] = recordedOperations(
  's1',
  {
    operation: { kind: 'git.push', host: 'h', repository: 'h/a' },
    decisions: [
      { action: { kind: 'git.push', ref: 'refs/heads/x', changes: 1, commits: 1 }, verdict: 'accepted' },
    ],
  },
  {},
);

function foresee(rules: readonly (readonly [string, string])[], head = '') {
  const lines = rules.map(([effect, when], index) => {
    const approvers = effect === 'require_approval' ? ', approvers: ["user:a"]' : '';
    return `\n  - { id: r${index}, on: [git.push], when: '${when}', effect: ${effect}${approvers} }`;
  });
  const policy = compilePolicy(`version: 1\nhosts: []\n${head}\nrules:${lines.join('') || ' []'}\n`, sha256);
  if (RECORDED === undefined) throw new Error('the record tells of no operation');
  return policy.foresee(RECORDED);
}

test.each([
  ['no rule', [], 'deny', ['default']],
  ['a rule that holds', [['allow', 'true']], 'allow', ['r0']],
  [
    'a denial whatever else',
    [
      ['deny', 'true'],
      ['allow', UNKNOWN],
    ],
    'deny',
    ['r0'],
  ],
  [
    'a denial that nobody knows of',
    [
      ['allow', 'true'],
      ['deny', UNKNOWN],
    ],
    'cannot-tell',
    [],
  ],
  [
    'a review that nobody knows of',
    [
      ['allow', 'true'],
      ['require_approval', UNKNOWN],
    ],
    'cannot-tell',
    [],
  ],
  [
    'a review that nobody knows of beside one',
    [
      ['require_approval', 'true'],
      ['require_approval', UNKNOWN],
    ],
    'require_approval',
    ['r0'],
  ],
  ['leave that nobody knows of', [['allow', UNKNOWN]], 'cannot-tell', []],
  ['a denial that nobody knows of where nothing allows', [['deny', UNKNOWN]], 'deny', ['default']],
] as const)('%s', (_, rules, verdict, behind) => {
  expect(foresee(rules)).toMatchObject({ verdict, rules: behind });
});

test('rules that only warn or observe, mask or scope decide nothing', () => {
  expect(
    foresee([
      ['allow', 'true'],
      ['deny, mode: warn', UNKNOWN],
    ]),
  ).toEqual({ verdict: 'allow', rules: ['r0'], unknown: [] });
});

test('where all is known it says what would be decided', () => {
  const conditions = fc.constantFrom('ref.forced', '!ref.forced', 'ref.branch == "x"', 'changes.size() > 3');
  const effects = fc.constantFrom('allow', 'deny', 'require_approval');
  fc.assert(
    fc.property(fc.array(fc.tuple(effects, conditions), { maxLength: 5 }), fc.boolean(), (rules, forced) => {
      const lines = rules.map(
        ([effect, when], index) =>
          `\n  - { id: r${index}, on: [git.push], when: '${when}', effect: ${effect}${effect === 'require_approval' ? ', approvers: ["user:a"]' : ''} }`,
      );
      const policy = compilePolicy(`version: 1\nhosts: []\nrules:${lines.join('') || ' []'}\n`, sha256);
      const operation = push('refs/heads/x', { forced });
      const recorded = {
        kind: 'git.push',
        bindings: bindingsOf(operation, {}),
        what: '',
        before: 'allow',
      } as const;
      expect(policy.foresee(recorded).verdict).toBe(policy.evaluate(operation).verdict.kind);
    }),
    { numRuns: 60 },
  );
});
