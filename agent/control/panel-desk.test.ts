import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { compilePolicy } from '../../policy/compile.ts';
import { starterPolicy } from '../../policy/starter.ts';
import type { Approval } from '../../protocol/approval.ts';
import { HOLDS_ANSWER, MASKED_ANSWER, POLICY_VIEW } from '../../protocol/panel-schema.ts';
import type { JsonSchema } from '../../protocol/schema.ts';
import { faultIn } from '../../protocol/schema-check.ts';
import { sha256 } from '../../test/support/operation.ts';
import { Activity, DEFAULT_ACTIVITY_LIMITS } from '../activity/activity.ts';
import { Holds } from '../approval/holds.ts';
import type { JournalEntry } from '../audit/sealer.ts';
import { CollectorError } from '../collector-client/collector-error.ts';
import { type OpenedSession, Sessions } from '../identity/sessions.ts';
import { DEFAULT_MASKING_LIMITS, Masking } from '../masking/masking.ts';
import { panelDesk } from './panel-desk.ts';
import { type ControlPorts, type ControlServer, serveControl } from './server.ts';

const POLICY = compilePolicy(
  starterPolicy({ hosts: ['github.com'] }).replace(
    /^rules:/m,
    'secrets:\n  allowed: { salt: "a-salt-of-the-team", hmacs: [] }\nrules:',
  ),
  sha256,
);
const SECRET = 'hunter2-hunter2';
const APPROVAL = 'a'.repeat(20);

let folder: string;
let server: ControlServer;
let activity: Activity;
let holds: Holds;
let opened: OpenedSession;
let placeholder: string;
let records: JournalEntry[];
let asked: string[];
let collectorIs: 'there' | 'away' | 'refusing';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-panel-'));
  const clock = () => new Date();
  [records, asked, collectorIs] = [[], [], 'there'];
  activity = new Activity(DEFAULT_ACTIVITY_LIMITS, clock);
  holds = new Holds({ clock, maxEnded: 10, onChange: () => activity.changed() });
  const sessions = new Sessions({
    subject: { id: 'dev', groups: [] },
    vouched: null,
    clock,
    maxSessions: 10,
  });
  opened = sessions.open({ actor: 'mixed', program: 'code', parent: null });
  const masking = new Masking(DEFAULT_MASKING_LIMITS);
  placeholder = masking.of(opened.session.id, POLICY).vault.placeholderFor('PASS', SECRET);
  const panel = panelDesk({
    ...{ activity, holds, masking, sessions },
    policy: {
      current: async () => ({ ...POLICY, version: null, replaced: new AbortController().signal }),
      lastKnown: () => POLICY,
      origin: 'file',
      alarm: () => null,
      close: () => undefined,
    },
    journal: {
      append: async (entry) => {
        records.push(entry);
        return { seq: 1, hash: '' };
      },
    },
    collector: { cancel: (id) => said(`cancel ${id}`, { id }) },
    collectorAs: (token) => ({
      caller: () => said(`caller ${token}`, { subject: 'rita', roles: ['reviewer'], groups: [] }),
      list: () => said(`list ${token}`, { approvals: [approvalBy('dev'), approvalBy('rita')], next: null }),
      review: (id) => said(`review ${token} ${id}`, { diff: null, isDestroyed: false, earlier: [] }),
      vote: (id, { verdict }) => said(`vote ${token} ${id} ${verdict}`, approvalBy('dev')),
      change: () => new AbortController().signal,
      close: () => undefined,
    }),
    subject: { id: 'dev', groups: [] },
    limits: { maxInbox: 5, maxChangesWaitMs: 20, maxWaiting: 1 },
  });
  server = await serveControl(join(folder, 'control.sock'), { panel } as ControlPorts);
});

afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

async function said<T>(what: string, answer: unknown): Promise<T> {
  asked.push(what);
  if (collectorIs === 'away') throw new CollectorError('unreachable', 'the collector is away');
  if (collectorIs === 'refusing')
    throw new CollectorError('refused', 'the token is not known here', { refusal: 'unauthenticated' });
  return answer as T;
}

function approvalBy(requester: string): Approval {
  return { id: APPROVAL, binding: { requester } } as Approval;
}

interface Call {
  readonly body?: object;
  readonly authorization?: string;
}

function call(method: string, path: string, { body, authorization }: Call = {}) {
  return new Promise<{ readonly status: number; readonly body: Record<string, unknown> }>(
    (resolve, reject) => {
      const headers = {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(authorization === undefined ? {} : { authorization }),
      };
      const outgoing = request(
        { socketPath: join(folder, 'control.sock'), method, path, headers },
        (answer) => {
          let text = '';
          answer.on('data', (chunk) => (text += chunk));
          answer.on('end', () =>
            resolve({ status: answer.statusCode ?? 0, body: text === '' ? {} : JSON.parse(text) }),
          );
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body === undefined ? undefined : JSON.stringify(body));
    },
  );
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

function expectShape(schema: JsonSchema, { status, body }: Awaited<ReturnType<typeof call>>): void {
  expect([status, faultIn(schema, body)]).toEqual([200, null]);
}

function sawSecret(): void {
  const secrets = [{ rule: 'password', placeholder, where: 'user', count: 1 }];
  const detail = { mask: 'everything', decisions: [{ action: { kind: 'copilot.chat', secrets } }] };
  activity.note({ event: 'exchange.intent', session: opened.session.id, exchange: 'e', detail });
}

it('tells what was masked, and never the secret', async () => {
  sawSecret();
  const answer = await call('GET', '/v1/masked');
  expectShape(MASKED_ANSWER, answer);
  expect(answer.body).toMatchObject({ secrets: [{ placeholder, original: 'kept', disputedAt: null }] });
  expect(JSON.stringify(answer.body)).not.toContain(SECRET);
});

it('gives the original to the session it was found in', async () => {
  const of = { session: opened.session.id, placeholder };
  const authorization = basic(opened.session.id, opened.secret);
  const { status, body } = await call('POST', '/v1/masked/original', { body: of, authorization });
  expect([status, body]).toEqual([200, { secret: SECRET }]);
  expect(records).toEqual([]);
});

it.each<[string, () => Call, number]>([
  ['nobody', () => ({}), 403],
  ['a wrong secret', () => ({ authorization: basic(opened.session.id, 'wrong') }), 403],
  ['a bearer', () => ({ authorization: `Bearer ${opened.secret}` }), 403],
  ['a placeholder of nobody', () => ({ authorization: right(), body: ref('CSG_PASS_00000000') }), 410],
  ['another session than it names', () => ({ authorization: right(), body: ref(placeholder, 'other') }), 403],
  ['no placeholder', () => ({ authorization: right(), body: ref(SECRET) }), 400],
])('gives no original to %s', async (_what, ask, status) => {
  const answer = await call('POST', '/v1/masked/original', { body: ref(placeholder), ...ask() });
  expect(answer.status).toBe(status);
  expect(JSON.stringify(answer.body)).not.toContain(SECRET);
});

function ref(which: string, session = opened.session.id): object {
  return { session, placeholder: which };
}

function right(): string {
  return basic(opened.session.id, opened.secret);
}

it('asks for a value not to be taken for a secret, by the name that the policy would give it', async () => {
  sawSecret();
  const body = { ...ref(placeholder), reason: 'it is of the example' };
  expect((await call('POST', '/v1/masked/dispute', { body })).status).toBe(403);
  expect((await call('POST', '/v1/masked/dispute', { body, authorization: right() })).status).toBe(204);
  const hmac = createHmac('sha256', 'a-salt-of-the-team').update(SECRET).digest('hex');
  expect(records).toMatchObject([
    { event: 'secret.disputed', detail: { placeholder, rule: 'password', where: 'user', hmac } },
  ]);
  expect(JSON.stringify(records)).not.toContain(SECRET);
  expect((await call('GET', '/v1/masked')).body).toMatchObject({
    secrets: [{ disputedAt: expect.any(String) }],
  });
});

it('cancels what waits, whether or not the collector hears of it', async () => {
  const open = () => holds.open({ approval: approvalBy('dev'), exchange: 'e', session: 's', holdMs: 1 });
  const cancel = () => call('POST', `/v1/holds/${APPROVAL}/cancel`);
  expect((await cancel()).status).toBe(404);
  const first = open();
  expect((await cancel()).body).toEqual({ withdrawn: true });
  expect(first.cancelled.aborted).toBe(true);
  expect((await call('GET', '/v1/holds')).body).toMatchObject({ holds: [{ exchange: 'e', end: null }] });
  first.ended('cancelled');
  collectorIs = 'away';
  open();
  expect((await cancel()).body).toEqual({ withdrawn: false });
});

it('shows the inbox to whoever the token is of, without what they asked themselves', async () => {
  const { body } = await call('GET', '/v1/inbox', { authorization: 'Bearer t' });
  expect(body).toMatchObject({ me: { subject: 'rita' }, approvals: [{ binding: { requester: 'dev' } }] });
  const vote = { verdict: 'approve', reason: '' };
  await call('POST', `/v1/inbox/${APPROVAL}/votes`, { authorization: 'Bearer t', body: vote });
  expect(asked).toEqual(['caller t', 'list t', `vote t ${APPROVAL} approve`]);
});

it.each<[string, typeof collectorIs, Call, number]>([
  ['no token', 'there', {}, 401],
  ['a token that the collector does not know', 'refusing', { authorization: 'Bearer t' }, 401],
  ['a collector that is away', 'away', { authorization: 'Bearer t' }, 502],
])('shows no inbox with %s', async (_what, state, ask, status) => {
  collectorIs = state;
  expect((await call('GET', '/v1/inbox', ask)).status).toBe(status);
});

it('explains the policy for a workspace', async () => {
  const body = { remote: 'https://github.com/o/r', branch: 'main' };
  const answer = await call('POST', '/v1/policy', { body });
  expectShape(POLICY_VIEW, answer);
  expect(answer.body).toMatchObject({
    state: { kind: 'enforced', hash: POLICY.hash },
    workspace: { repository: 'github.com/o/r' },
  });
});

it('tells of news once there are some, and that there are none after a while', async () => {
  expect((await call('GET', '/v1/changes?after=0')).body).toEqual({ revision: 0 });
  const waiting = call('GET', '/v1/changes?after=0');
  activity.changed();
  expect((await waiting).body).toEqual({ revision: 1 });
  expect((await call('GET', '/v1/changes?after=-1')).status).toBe(400);
});

it('answers with the shapes it promises when nothing has happened', async () => {
  expectShape(HOLDS_ANSWER, await call('GET', '/v1/holds'));
  expect((await call('GET', '/v1/activity')).body).toEqual({ sessions: [] });
});
