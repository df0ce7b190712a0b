import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CollectorClient } from '../../agent/collector-client/client.ts';
import { compilePolicy } from '../../policy/compile.ts';
import type { DryRun, PublishedPolicies } from '../../protocol/dry-run.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { openTestCollector, type TestCollector, testChain } from '../../test/support/collector.ts';
import type { Role } from '../identity/caller.ts';
import { openDryRuns } from './dry-run.ts';

const POLICY = `version: 1
hosts: [{ suffix: git.example, kind: git }]
groups: { leads: ["group:leads"] }
rules:
  - { id: topics, on: [git.push], effect: allow }
  - { id: main, on: [git.push], when: 'ref.branch == "main"', effect: require_approval, approvers: [leads] }
  - { id: words, on: [git.push], when: 'ref.branch == "words" && changes.exists(c, c.adds("x"))', effect: deny }
`;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const COMPILED = compilePolicy(POLICY, sha256);
const FILE = sha256(Buffer.from(POLICY));
const BROKEN = sha256(Buffer.from('%'));
const PUSHES = ['topic', 'main', 'words', 'main'];

let folder: string;
let collector: TestCollector;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-tried-'));
  await mkdir(join(folder, 'targets'));
  await writeFile(join(folder, 'targets', `${FILE}.policy.yaml`), POLICY);
  await writeFile(join(folder, 'targets', `${BROKEN}.policy.yaml`), '%');
  collector = await openTestCollector({ maxDryRunRecords: 4, maxPageSize: 2 }, { feedDirectory: folder });
  await record(await collector.client('agent'));
});

afterAll(async () => {
  await collector.close();
  await rm(folder, { recursive: true });
});

/** Five pushes, the oldest of them a day before the others; a refusal by a rule is among them, and what is no push. */
async function record(agent: CollectorClient): Promise<void> {
  const chain = testChain();
  await agent.enrol({ publicKey: chain.publicKey });
  const old = chain.grow(1, { event: 'exchange.intent', detail: pushTo('topic') });
  await agent.sendRecords(old);
  collector.passTime(2 * 24 * 60 * 60_000);
  const [first, second, third, fourth] = PUSHES.map((branch) => pushTo(branch));
  await agent.sendRecords(
    [
      { event: 'exchange.intent', detail: first },
      { event: 'exchange.outcome', detail: { result: 'succeeded' } },
      { event: 'exchange.intent', detail: second },
      { event: 'exchange.intent', detail: third },
      { event: 'exchange.refused', detail: { ...fourth, code: 'denied' } },
    ].flatMap(({ event, detail = {} }) => chain.grow(1, { event, detail, session: 's1' } as object)),
  );
}

function pushTo(branch: string): JsonObject {
  const ref = `refs/heads/${branch}`;
  const action = { kind: 'git.push', ref, change: 'update', forced: false, changes: 1 };
  const operation = { kind: 'git.push', host: 'git.example', port: 443, repository: 'git.example/o/demo' };
  const who = { subject: 'ana', groups: [], actor: 'ai', program: 'git' };
  return { ...who, operation, decisions: [{ action, verdict: 'accepted', rules: [], approval: null }] };
}

async function get(path: string, role: Role): Promise<Response> {
  const headers = { authorization: `Bearer ${await collector.token(role)}` };
  return fetch(`${collector.url}${path}`, { headers });
}

async function tried(role: Role, query = ''): Promise<DryRun> {
  return (await (await get(`/v1/policies/${FILE}/dry-run${query}`, role)).json()) as DryRun;
}

test('policies that are published are told, with one that nobody can enforce', async () => {
  const { policies } = (await (await get('/v1/policies', 'policy-publisher')).json()) as PublishedPolicies;
  expect(policies.toSorted((one, other) => other.rules - one.rules)).toEqual([
    { file: FILE, hash: COMPILED.hash, rules: 3 },
    { file: BROKEN, hash: null, rules: 0 },
  ]);
});

test('what would have been otherwise is told by rule, with the sessions for whoever may read them', async () => {
  const run = await tried('auditor', '?days=1');
  expect(run).toMatchObject({ end: 'reached', records: 4, decisions: 4, same: 1, changed: 2, untold: 1 });
  expect(run.blindRules).toEqual(['words']);
  const example = {
    session: 's1',
    subject: 'ana',
    kind: 'git.push',
    what: 'git.example/o/demo refs/heads/main',
  };
  expect(run.changes).toMatchObject([
    { rule: 'main', before: 'allow', after: 'require_approval', count: 2, examples: [example, example] },
  ]);
});

test.each<Role>(['policy-publisher', 'admin'])('%s sees how many, and nothing of whom', async (role) => {
  const run = await tried(role, '?days=1');
  expect(run.changes).toMatchObject([{ rule: 'main', count: 2, examples: [] }]);
  expect(JSON.stringify(run)).not.toContain('ana');
});

test('no more records than are allowed are looked at, and the answer says how far back they go', async () => {
  const whole = await tried('auditor');
  expect(whole).toMatchObject({ end: 'too-many-records', records: 4, since: collector.now().toISOString() });
});

test('whoever tries one is in the access journal', async () => {
  await tried('policy-publisher', '?days=3');
  const { records } = await (await collector.client('auditor')).access({ order: 'newest' });
  expect(
    records.map(({ record: { subject, detail } }) => [subject, detail['route'], detail['id']]),
  ).toContainEqual(['policy-publisher', '/v1/policies/:file/dry-run', FILE]);
});

test.each<[string, Role, number]>([
  ['/v1/policies', 'developer', 403],
  ['/v1/policies', 'reviewer', 403],
  ['/v1/policies', 'agent', 403],
  [`/v1/policies/${FILE}/dry-run`, 'reviewer', 403],
  [`/v1/policies/${FILE}/dry-run`, 'agent', 403],
  [`/v1/policies/${'a'.repeat(64)}/dry-run`, 'auditor', 404],
  [`/v1/policies/${BROKEN}/dry-run`, 'auditor', 400],
  [`/v1/policies/..%2f${FILE}/dry-run`, 'auditor', 400],
  [`/v1/policies/${FILE}/dry-run?days=0`, 'auditor', 400],
  ['/v1/records', 'policy-publisher', 403],
  ['/v1/revocations', 'policy-publisher', 403],
])('%s for %s: %i', async (path, role, status) => {
  expect((await get(path, role)).status).toBe(status);
});

const LIMITS = { maxDryRunRecords: 10, maxDryRunMs: 60_000, maxPageSize: 10 };
const ASKED = { since: new Date(0), withExamples: false };

test('while one is tried another one is refused, and then no more', async () => {
  const { promise, resolve } = Promise.withResolvers<readonly []>();
  const tryPolicy = openDryRuns({ records: { page: () => promise }, limits: LIMITS });
  const first = tryPolicy(COMPILED, ASKED, AbortSignal.any([]));
  await expect(tryPolicy(COMPILED, ASKED, AbortSignal.any([]))).rejects.toMatchObject({ code: 'too-many' });
  resolve([]);
  await first;
  await expect(tryPolicy(COMPILED, ASKED, AbortSignal.any([]))).resolves.toMatchObject({ records: 0 });
});

test('what takes too long ends with what it found', async () => {
  const [stored] = (await (await collector.client('auditor')).records({ event: 'exchange.intent' })).records;
  const page = async () => (stored === undefined ? [] : [stored]);
  const tryPolicy = openDryRuns({ records: { page }, limits: { ...LIMITS, maxDryRunMs: -1 } });
  const run = await tryPolicy(COMPILED, ASKED, AbortSignal.any([]));
  expect(run).toMatchObject({ end: 'out-of-time', records: 0 });
});
