import { expect, test } from 'vitest';
import { compilePolicy } from '../../../policy/compile.ts';
import { starterPolicy } from '../../../policy/starter.ts';
import { sha256 } from '../../../test/support/operation.ts';
import { ruleViews, workspaceView } from './policy-view.ts';

const POLICY = compilePolicy(starterPolicy({ hosts: ['github.com'] }), sha256);
const SUBJECT = { id: 'dev', groups: ['developers'], actor: 'mixed' } as const;

test('every rule is listed with who approves', () => {
  const views = ruleViews(POLICY);
  expect(views.map(({ id }) => id)).toEqual(POLICY.rules.map(({ id }) => id));
  for (const { effect, approvers } of views) expect(approvers !== '').toBe(effect === 'require_approval');
});

test.each([
  ['https://github.com/octo/Demo.git', 'github.com/octo/demo'],
  ['https://dev@github.com:8443/octo/demo', 'github.com:8443/octo/demo'],
  ['git@github.com:octo/demo.git', 'github.com/octo/demo'],
  ['ssh://git@github.com:22/octo/demo.git/', 'github.com/octo/demo'],
])('%s is %s', (remote, repository) => {
  expect(workspaceView(POLICY, { remote, branch: null }, SUBJECT)?.repository).toBe(repository);
});

test.each([
  null,
  '',
  'https://elsewhere.example/o/r',
  '/srv/git/demo.git',
  'file:///srv/demo',
  'https://github.com/../x',
])('nothing is said of %j', (remote) => {
  expect(workspaceView(POLICY, { remote, branch: 'main' }, SUBJECT)).toBeNull();
});

test('usual things are told with their verdict and the rule behind it', () => {
  const remote = 'https://github.com/octo/demo';
  const outcomes = workspaceView(POLICY, { remote, branch: 'topic' }, SUBJECT)?.outcomes ?? [];
  expect(outcomes.map(({ what, verdict }) => [what, verdict])).toEqual([
    ['Push to main', 'require_approval'],
    ['Push to topic', 'allow'],
    ['Force-push to topic', 'allow'],
    ['Fetch', 'allow'],
    ['Ask Copilot', 'allow'],
  ]);
  expect(outcomes.at(-1)?.masked).toBe(true);
  for (const { rules } of outcomes) expect(rules).not.toEqual([]);
});

test('what a policy does not allow is told with its reason', () => {
  const denying = compilePolicy(
    `version: 1\nhosts:\n  - { suffix: github.com, kind: git }\nrules: []\n`,
    sha256,
  );
  const view = workspaceView(denying, { remote: 'https://github.com/o/r', branch: null }, SUBJECT);
  expect(view?.outcomes[0]).toMatchObject({ verdict: 'deny', rules: [], reason: 'no rule allows this' });
});
