import { expect, test } from 'vitest';
import { sha256 } from '../test/support/operation.ts';
import { readCases, readOperation, rulesBehind, runCases, type WrittenCase } from './cases.ts';
import { compilePolicy } from './compile.ts';

const POLICY = compilePolicy(
  `version: 1
hosts: []
groups: { reviewers: ["group:leads"] }
rules:
  - { id: main, on: [git.push], when: ref.branch == "main", effect: require_approval, approvers: [reviewers] }
  - { id: words, on: [git.push], when: 'changes.exists(c, c.adds("password"))', effect: deny }
  - { id: large, on: [git.push], when: changes.size() > 100, effect: deny, mode: warn }
  - { id: topics, on: [git.push], effect: allow }
  - { id: prompts, on: [copilot.chat], effect: allow }
  - { id: keys, on: [copilot.chat], effect: mask, detectors: [github-pat] }
`,
  sha256,
);

const MAIN = { action: 'git.push', ref: { name: 'refs/heads/main' } } as const;

function failures(each: Omit<WrittenCase, 'name'>): readonly string[] {
  return runCases(POLICY, [{ name: 'a', ...each }]).results.flatMap((result) => result.failures);
}

test.each<Omit<WrittenCase, 'name'>>([
  { operation: MAIN, expect: 'require_approval' },
  { operation: MAIN, expect: 'require_approval', rule: 'main' },
  {
    operation: MAIN,
    expect: 'require_approval',
    rules: ['main'],
    matched: ['topics', 'main'],
    mask: 'nothing',
  },
  { operation: { action: 'git.push', changes: [{ text: 'PASSWORD' }] }, expect: 'deny', rule: 'words' },
  { operation: { action: 'tunnel' }, expect: 'deny', rule: 'default', matched: [] },
  { operation: { action: 'copilot.chat' }, expect: 'allow', rule: 'prompts', mask: 'detectors' },
])('%j passes', (each) => {
  expect(failures(each)).toEqual([]);
});

test.each<readonly [Omit<WrittenCase, 'name'>, readonly string[]]>([
  [{ operation: MAIN, expect: 'deny' }, ['verdict is require_approval, expected deny']],
  [{ operation: MAIN, expect: 'require_approval', rule: 'topics' }, ['rule is main, expected topics']],
  [
    { operation: { action: 'tunnel' }, expect: 'allow', matched: ['large'] },
    ['verdict is deny, expected allow', 'matched is none, expected large'],
  ],
  [
    { operation: { action: 'copilot.chat' }, expect: 'allow', mask: 'everything' },
    ['mask is detectors, expected everything'],
  ],
])('%j fails', (each, expected) => {
  expect(failures(each)).toEqual(expected);
});

test('rules that no case matches are told', () => {
  const cases: readonly WrittenCase[] = [{ name: 'a', operation: MAIN, expect: 'require_approval' }];
  expect(runCases(POLICY, cases)).toMatchObject({
    covered: ['main', 'topics'],
    uncovered: ['words', 'large', 'prompts', 'keys'],
  });
});

test('files are read, or refused at the place where they are wrong', () => {
  const file =
    'tests:\n  - name: a\n    operation: { action: tunnel, host: example.com }\n    expect: deny\n';
  expect(readCases(file).value.tests).toHaveLength(1);
  expect(readOperation('action: tunnel\nhost: example.com\n').value).toEqual({
    action: 'tunnel',
    host: 'example.com',
  });
  expect(() => readCases(file.replace('host', 'hots'))).toThrow(
    expect.objectContaining({ code: 'schema', line: 3, hint: 'did you mean host?' }),
  );
  expect(() => readOperation('action: tunel')).toThrow(
    expect.objectContaining({ code: 'schema', line: 1, hint: 'did you mean tunnel?' }),
  );
});

test('the rules behind a verdict are named', () => {
  expect(rulesBehind({ kind: 'deny', rule: null, reason: '' })).toEqual(['default']);
});
