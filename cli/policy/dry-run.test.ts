import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../../protocol/json.ts';
import { openPolicyFolder, type PolicyFolder } from '../../test/support/policy-folder.ts';
import { writeBundle } from '../../test/support/written-bundle.ts';

const POLICY = `version: 1
hosts: [{ suffix: github.com, kind: git }]
groups: { reviewers: ["group:leads"] }
rules:
  - { id: topics, on: [repo.write], effect: allow }
  - { id: main, on: [repo.write], when: 'ref.branch.glob("main")', effect: require_approval, approvers: [reviewers] }
  - { id: words, on: [repo.write], when: 'ref.branch.glob("words") && changes.exists(c, c.adds("x"))', effect: deny }
`;

let folder: PolicyFolder;

beforeEach(async () => {
  folder = await openPolicyFolder();
  await folder.write('policy.yaml', POLICY);
});

afterEach(() => folder.remove());

function pushOf(ref: string): JsonObject {
  const action = {
    kind: 'git.push',
    ref: `refs/heads/${ref}`,
    change: 'update',
    forced: false,
    commits: 1,
    changes: 1,
  };
  return {
    ...{ subject: 'ana', groups: [], actor: 'ai', program: 'git' },
    operation: { kind: 'git.push', host: 'github.com', port: 443, repository: 'github.com/octo/demo' },
    decisions: [{ action, verdict: 'accepted', rules: [], approval: null }],
  };
}

const NOW = new Date().toISOString();
const LONG_AGO = '2020-01-01T00:00:00.000Z';

test('what would be otherwise is told, and what cannot be told', async () => {
  await writeBundle(folder, [
    ['exchange.intent', LONG_AGO, pushOf('main')],
    ['exchange.intent', NOW, pushOf('topic')],
    ['exchange.intent', NOW, pushOf('main')],
    ['exchange.intent', NOW, pushOf('words')],
    ['exchange.outcome', NOW, { result: 'succeeded' }],
  ]);
  const { exitCode, out } = await folder.run('dry-run', './policy.yaml', '--bundle', './bundle');
  expect(exitCode).toBe(0);
  expect(out).toMatch(/^3 records, 3 operations\n/u);
  expect(out).toContain('  allow → allow: 1\n  allow → cannot-tell: 1\n  allow → require_approval: 1\n');
  expect(out).toContain('records do not hold what these rules look at: words\n');
  expect(out).toMatch(
    /ana +git\.push +github\.com\/octo\/demo refs\/heads\/main +allow → require_approval +main$/mu,
  );
});

test('and as JSON, of as many days and records as are asked for', async () => {
  await writeBundle(folder, [
    ['exchange.intent', LONG_AGO, pushOf('main')],
    ['exchange.intent', NOW, pushOf('topic')],
  ]);
  const args = ['dry-run', './policy.yaml', '--bundle', './bundle', '--json'];
  const seen = async (...more: readonly string[]): Promise<unknown> =>
    JSON.parse((await folder.run(...args, ...more)).out);
  expect(await seen()).toEqual({ records: 1, operations: 1, counts: { 'allow → allow': 1 }, changed: [] });
  expect(await seen('--days', '3650')).toMatchObject({
    operations: 2,
    changed: [{ before: 'allow', after: { verdict: 'require_approval', rules: ['main'] } }],
  });
  expect(await seen('--days', '3650', '--limit', '1')).toMatchObject({ records: 1, changed: [] });
});

test('a policy that is wrong judges nothing', async () => {
  await writeBundle(folder, []);
  await folder.write('wrong.yaml', 'version: 2\n');
  const { exitCode, out } = await folder.run('dry-run', './wrong.yaml', '--bundle', './bundle');
  expect([exitCode, out]).toEqual([1, expect.stringContaining('wrong.yaml')]);
});

test('a folder that is no export is a fault', async () => {
  await mkdir(folder.path('bundle'));
  await writeFile(join(folder.path('bundle'), 'records.jsonl'), '{}\n');
  await expect(folder.run('dry-run', './policy.yaml', '--bundle', './bundle')).rejects.toMatchObject({
    code: 'not-a-bundle',
  });
});

test('without a collector or an export there is nothing to tell', async () => {
  const { exitCode, out } = await folder.run('dry-run', './policy.yaml');
  expect([exitCode, out]).toEqual([5, '']);
});
