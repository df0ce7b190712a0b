import { expect, test } from 'vitest';
import { push, sha256 } from '../test/support/operation.ts';
import { compileInSteps, compilePolicy } from './compile.ts';

const HEAD = 'version: 1\nhosts: []\ngroups:\n  reviewers: ["group:reviewers"]\nrules:\n';

/** A document with this rule. */
function rule(text: string): string {
  return HEAD + text;
}

const RULE = '  - id: a\n    on: [git.push]\n    effect: deny\n';

function hashes(text: string): readonly string[] {
  const compiled = compilePolicy(text, sha256);
  const { verdict } = compiled.evaluate(push('refs/heads/x'));
  return [compiled.hash, 'rule' in verdict ? (verdict.rule?.hash ?? '') : ''];
}

test.each([
  ['comments', `# why\n${rule(RULE)}`],
  ['the order of keys', rule('  - effect: deny\n    on: [git.push]\n    id: a\n')],
  ['another spelling of YAML', rule('  - { "id": a, on: ["git.push"], effect: deny }\n')],
  [
    'a default that is written out',
    rule(`${RULE}    mode: enforce\n    when: "true"\n    message: refused by rule a\n`),
  ],
])('hashes do not depend on %s', (_, text) => {
  expect(hashes(text)).toEqual(hashes(rule(RULE)));
});

test('the hash of a rule is of that rule alone, that of the policy of everything', () => {
  const [policyHash, ruleHash] = hashes(rule(RULE));
  const [otherPolicy, sameRule] = hashes(rule(`${RULE}  - id: b\n    on: [tunnel]\n    effect: allow\n`));
  const [, otherRule] = hashes(rule(`${RULE}    message: other\n`));
  expect(sameRule).toBe(ruleHash);
  expect(otherPolicy).not.toBe(policyHash);
  expect(otherRule).not.toBe(ruleHash);
  expect(ruleHash).toMatch(/^[0-9a-f]{64}$/u);
});

test('words to be looked for are collected from all rules, in lower case, sorted', () => {
  const asks = (id: string, when: string) =>
    `  - id: ${id}\n    on: [git.push]\n    effect: deny\n    when: ${when}\n`;
  const text = rule(
    asks('a', 'changes.exists(c, c.adds("Secret") || c.adds("password"))') +
      asks('b', 'commits.exists(k, k.says("PASSWORD"))'),
  );
  expect(compilePolicy(text, sha256).diffTerms).toEqual(['password', 'secret']);
});

test('all rules together look for no more words than one automaton holds', () => {
  const asks = Array.from(
    { length: 65 },
    (_, index) =>
      `  - { id: r${index}, on: [git.push], effect: deny, when: 'changes.exists(c, c.adds("w${index}"))' }\n`,
  );
  expect(() => compilePolicy(rule(asks.join('')), sha256)).toThrow(
    expect.objectContaining({ code: 'cost', line: 70 }),
  );
});

test('a compiled policy is frozen', () => {
  const compiled = compilePolicy(rule(RULE), sha256);
  expect(Object.isFrozen(compiled)).toBe(true);
  expect(Object.isFrozen(compiled.diffTerms)).toBe(true);
});

test.each([
  'capture: full',
  'unknown_paths: [/a]',
  'opaque_attachments: allow',
  'secrets: { internal_domains: [corp.example.com] }',
])('%s changes the policy and not its rules', (more) => {
  const [policyHash, ruleHash] = hashes(rule(RULE));
  const [otherPolicy, sameRule] = hashes(`${more}\n${rule(RULE)}`);
  expect(otherPolicy).not.toBe(policyHash);
  expect(sameRule).toBe(ruleHash);
});

const ASKING = '  - id: a\n    on: [git.push]\n    effect: require_approval\n    approvers: [reviewers]\n';

function boundTo(text: string): string {
  const { verdict } = compilePolicy(text, sha256).evaluate(push('refs/heads/x'));
  return verdict.kind === 'require_approval' ? (verdict.requirements[0]?.rule.hash ?? '') : '';
}

test.each([
  ['another group', (text: string) => text.replace('rules:', '  others: ["user:eve"]\nrules:'), true],
  ['who is in its group', (text: string) => text.replace('"group:reviewers"', '"group:others"'), false],
  [
    'how many approve',
    (text: string) => text.replace('[reviewers]', '{ any_of: [reviewers], count: 2 }'),
    false,
  ],
  [
    'the long form of the same',
    (text: string) => text.replace('[reviewers]', '{ any_of: [reviewers] }'),
    true,
  ],
])('an approval and %s', (_, change, stays) => {
  const text = rule(ASKING);
  expect(boundTo(change(text)) === boundTo(text)).toBe(stays);
});

test('a policy is compiled in as many steps as it has rules, and one to read it', () => {
  const steps = compileInSteps(`${rule(RULE)}${RULE.replace('id: a', 'id: b')}`, sha256);
  expect([steps.next().done, steps.next().done, steps.next().done]).toEqual([false, false, false]);
  expect(steps.next()).toMatchObject({ done: true, value: { hash: expect.any(String) as unknown } });
});

test('all regular expressions together are no larger than they may be', () => {
  const rule = (index: number) =>
    `  - { id: r${index}, on: [repo.write], when: 'ref.name.matches("${index}[a-z]{999}")', effect: deny }\n`;
  const text = (rules: number) =>
    `version: 1\nhosts: []\nrules:\n${Array.from({ length: rules }, (_, index) => rule(index)).join('')}`;
  expect(compilePolicy(text(10), sha256).rules).toHaveLength(10);
  expect(() => compilePolicy(text(21), sha256)).toThrow(
    expect.objectContaining({ code: 'cost', line: 23, column: 40 }),
  );
});
