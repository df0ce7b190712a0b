import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compilePolicy } from '../../policy/compile.ts';
import { approvalOf } from '../../policy/membership.ts';
import { tightenPolicy } from '../../policy/workspace.ts';
import { askFor, openTestCollector, type TestCollector } from '../../test/support/collector.ts';

const POLICY = `version: 1
hosts: [{ suffix: git.test, kind: git }]
groups:
  leads: [group:leads]
  owners: [group:owners]
rules:
  - { id: main, on: [git.push], effect: require_approval, approvers: [leads], message: main is reviewed }
`;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const COMPILED = compilePolicy(POLICY, sha256);

let folder: string;
let collector: TestCollector;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-rules-'));
  await mkdir(join(folder, 'targets'));
  await publish(POLICY);
  collector = await openTestCollector({}, { feedDirectory: folder });
});

afterEach(async () => {
  await collector.close();
  await rm(folder, { recursive: true });
});

async function publish(text: string): Promise<void> {
  await writeFile(join(folder, 'targets', `${sha256(Buffer.from(text))}.policy.yaml`), text);
}

function asked(change: object = {}) {
  const [rule] = COMPILED.rules;
  const [ref] = COMPILED.refs;
  if (rule?.effect !== 'require_approval' || ref === undefined)
    throw new Error('the policy has no such rule');
  const people = approvalOf(rule.approvers, COMPILED.groups);
  const ask = askFor();
  const requirements = ask.requirements.map((each) => ({ ...each, rule: ref, ...people, ...change }));
  return { ...ask, binding: { ...ask.binding, rules: requirements.map((each) => each.rule) }, requirements };
}

test('what a published policy asks is asked', async () => {
  const agent = await collector.client('agent');
  expect(await agent.ask(asked())).toMatchObject({ state: { kind: 'pending' } });
});

test.each([
  ['a rule of the same name that says something else', { rule: { id: 'main', hash: 'b'.repeat(64) } }],
  ["the rule, with approvers of the agent's choice", { approvers: ['friends'] }],
])('%s is not', async (_, change) => {
  const agent = await collector.client('agent');
  await expect(agent.ask(asked(change))).rejects.toMatchObject({ refusal: 'forbidden' });
});

test('nor is what was published once and is gone', async () => {
  const agent = await collector.client('agent');
  await agent.ask(asked());
  await rm(join(folder, 'targets'), { recursive: true });
  await mkdir(join(folder, 'targets'));
  await publish(POLICY.replace('approvers: [leads]', 'approvers: [owners]'));
  await expect(agent.ask(asked())).rejects.toMatchObject({ refusal: 'forbidden' });
});

const WORKSPACE = `version: 1
rules:
  - { id: deploy, on: [git.push], effect: require_approval, approvers: [owners] }
`;

/** What an agent asks where both the organisation and the repository want a review. */
function askedByBoth(text = WORKSPACE, workspace: string | null = text) {
  const { rules, refs, groups } = tightenPolicy(COMPILED, text, sha256);
  const ask = askFor();
  const requirements = rules.flatMap((rule, index) => {
    const ref = refs[index];
    if (rule.effect !== 'require_approval' || ref === undefined) return [];
    return ask.requirements.map((each) => ({ ...each, rule: ref, ...approvalOf(rule.approvers, groups) }));
  });
  const binding = { ...ask.binding, rules: requirements.map(({ rule }) => rule) };
  return { ...ask, binding, requirements, workspace };
}

test('a rule of a repository that tightens a published policy is asked', async () => {
  const agent = await collector.client('agent');
  const approval = await agent.ask(askedByBoth());
  expect(approval.requirements.map(({ rule }) => rule.id)).toEqual(['main', 'workspace.deploy']);
});

test.each([
  ['without its text', askedByBoth(WORKSPACE, null)],
  ['with another text', askedByBoth(WORKSPACE, WORKSPACE.replace('deploy', 'other'))],
  ['with a text that allows', askedByBoth(WORKSPACE, WORKSPACE.replace(/effect:.*\]/u, 'effect: allow'))],
  ['with what is no text of a policy', askedByBoth(WORKSPACE, '%')],
])('and is not %s', async (_, ask) => {
  const agent = await collector.client('agent');
  await expect(agent.ask(ask)).rejects.toMatchObject({ refusal: 'forbidden' });
});

test('more texts than are remembered are compiled again', async () => {
  const agent = await collector.client('agent');
  const texts = Array.from({ length: 66 }, (_, index) => `${WORKSPACE}# ${index}\n`);
  for (const text of [...texts, WORKSPACE]) {
    await expect(agent.ask({ ...askedByBoth(), workspace: text })).resolves.toMatchObject({
      state: { kind: 'pending' },
    });
  }
});
