import { expect, test } from 'vitest';
import { canonicalJson } from '../protocol/canonical-json.ts';
import { type Approvers, type Rule, ruleContent } from './document.ts';

const ANYONE: Approvers = { anyOf: ['reviewers'], allOf: [], count: 1, reason: 'optional', breakGlass: [] };

const RULE: Rule = {
  id: 'a',
  on: ['git.push'],
  when: 'true',
  message: '',
  mode: 'enforce',
  effect: 'require_approval',
  approvers: ANYONE,
  holdMs: 1000,
  validForMs: 2000,
};

test.each([
  { id: 'b' },
  { on: ['*'] },
  { when: 'false' },
  { message: 'x' },
  { mode: 'warn' as const },
  { approvers: { ...ANYONE, anyOf: ['others'] } },
  { approvers: { ...ANYONE, allOf: ['others'] } },
  { approvers: { ...ANYONE, count: 2 } },
  { approvers: { ...ANYONE, reason: 'required' as const } },
  { approvers: { ...ANYONE, breakGlass: ['others'] } },
  { approvers: { ...ANYONE, freshLoginMs: 1 } },
  { holdMs: 1 },
  { validForMs: 1 },
])('a rule with another %j is another rule', (change) => {
  expect(canonicalJson(ruleContent({ ...RULE, ...change }))).not.toBe(canonicalJson(ruleContent(RULE)));
});

test.each([{ detectors: ['a'] }, { detectors: ['a', 'b'] }])(
  'so it is when it masks another %j',
  (change) => {
    const mask: Rule = {
      id: 'a',
      on: ['copilot.chat'],
      when: 'true',
      message: '',
      mode: 'enforce',
      effect: 'mask',
      detectors: null,
    };
    expect(canonicalJson(ruleContent({ ...mask, ...change }))).not.toBe(canonicalJson(ruleContent(mask)));
  },
);
