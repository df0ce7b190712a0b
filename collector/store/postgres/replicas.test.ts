import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCollectorClient } from '../../../agent/collector-client/client.ts';
import type { CollectorEvent } from '../../../protocol/collector-api.ts';
import type { LogEntry } from '../../../protocol/log-entry.ts';
import { readCheckpoint } from '../../../protocol/log-receipt.ts';
import type { NoteVerifier } from '../../../protocol/merkle/signed-note.ts';
import { askFor, logVerifier } from '../../../test/support/collector.ts';
import type { Moment } from '../../../test/support/crash-point.ts';
import {
  type CrashingProcess,
  removeBundles,
  startCrashing,
} from '../../../test/support/crashing-process.ts';
import { growingRoot, hex } from '../../../test/support/merkle.ts';
import { type PostgresServer, startPostgres } from '../../../test/support/postgres.ts';
import { SendingAgent } from '../../../test/support/sending-agent.ts';
import { NOT_VOUCHED, type Role } from '../../identity/caller.ts';
import { hashToken } from '../../identity/known-tokens.ts';
import { startCollector } from '../../server.ts';
import { entryHash } from '../leaf.ts';
import type { Store } from '../store.ts';
import { openPostgresStore } from './open.ts';
import type { PostgresSettings } from './settings.ts';

const PROGRAM = 'collect-until-killed.ts';
const ROUNDS = Number(process.env['COUNTERSIGN_KILL_ROUNDS'] ?? 1);
const TIMEOUT_MS = 60_000 + ROUNDS * 60_000;
const STEP_ROUNDS = process.env['COUNTERSIGN_KILL_ROUNDS'] === undefined ? null : ROUNDS;

let server: PostgresServer;
let settings: PostgresSettings;
let store: Store;
let home: string;
let replicas: Replica[];
let agents: readonly SendingAgent[];
let log: NoteVerifier;

interface Replica extends Pick<CrashingProcess, 'arm' | 'reached' | 'died' | 'isDead' | 'kill'> {
  readonly url: string;
  readonly directory: string;
}

beforeAll(async () => {
  server = await startPostgres();
  home = await mkdtemp(join(tmpdir(), 'countersign-replicas-'));
  settings = await server.database();
  store = await openPostgresStore(settings);
  replicas = await Promise.all([startReplica(0), startReplica(1)]);
  log = await logVerifier(replicas[0]?.directory ?? '');
  agents = await Promise.all(Array.from({ length: 4 }, (_, at) => enrolAgent(at)));
});

afterAll(async () => {
  for (const agent of agents) agent.close();
  await Promise.all(replicas.map((replica) => replica.kill()));
  await store.close();
  await server.close();
  await removeBundles();
  await rm(home, { recursive: true, force: true });
});

const key = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** Starts one of the two; a later one goes on in the folder of the one that was killed. */
async function startReplica(at: number): Promise<Replica> {
  const directory = join(home, `replica-${at}`);
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'key.pem'), key, { mode: 0o600 });
  const child = await startCrashing(PROGRAM, [directory, JSON.stringify(settings)]);
  return { ...child, url: child.first, directory };
}

/** A token of its own for somebody, which any replica takes. */
async function tokenFor(role: Role, subject: string): Promise<string> {
  const token = `${subject}-${'t'.repeat(32)}`;
  const hash = hashToken(token);
  await store.tokens.put({
    name: subject,
    role,
    subject,
    groups: [`${role}s`],
    hash,
    expiresAt: null,
    vouched: NOT_VOUCHED,
  });
  return token;
}

/** Talks to one replica, and to the next one when that does not answer, as an agent behind a balancer does. */
async function enrolAgent(at: number): Promise<SendingAgent> {
  const agent = new SendingAgent({
    token: await tokenFor('agent', `agent-${at}`),
    url: (attempt) => replicas[(at + attempt) % replicas.length]?.url ?? '',
    log: () => log,
  });
  await agent.enrol();
  return agent;
}

/** What was read of the log, whose beginning stays as it is. */
const seen: LogEntry[] = [];
const leaves: Uint8Array[] = [];
/** How many of these are of each agent. */
const counts = new Map<string, number>();
const rootOf = growingRoot();

/**
 * Every record that was acknowledged is a leaf once, in the order of its chain, of the one tree that was signed. Reads
 * what came since it was asked last.
 */
async function expectOneTree(): Promise<void> {
  const size = await store.log.size();
  expect(size).toBe(agents.reduce((sum, { records }) => sum + records.length, 0));
  const fresh = await store.log.entries(seen.length, size - seen.length + 1);
  for (const { chain, records } of agents) {
    const own = fresh.filter(({ agent }) => agent === chain.id);
    const before = counts.get(chain.id) ?? 0;
    expect(own.map(({ seq }) => seq)).toEqual(records.slice(before).map(({ record }) => record.seq));
    counts.set(chain.id, before + own.length);
  }
  leaves.push(...fresh.map(entryHash));
  const stored = await store.log.hashes(0, seen.length, fresh.length);
  expect(Buffer.from(stored).equals(Buffer.concat(leaves.slice(seen.length)))).toBe(true);
  seen.push(...fresh);
  for (const replica of replicas) {
    const response = await fetch(`${replica.url}/log/checkpoint`).catch(() => null);
    if (response === null || response.status !== 200) continue;
    const checkpoint = readCheckpoint(await response.text(), log);
    expect(hex(checkpoint.root)).toBe(hex(rootOf(leaves, checkpoint.size)));
  }
}

/** What was seen before is there still, as it was. */
async function expectNothingLost(): Promise<void> {
  expect(await store.log.entries(0, seen.length + 1)).toEqual(seen);
  const stored = await store.log.hashes(0, 0, seen.length);
  expect(Buffer.from(stored).equals(Buffer.concat(leaves))).toBe(true);
}

async function sendAll(batches: number): Promise<void> {
  await Promise.all(
    agents.map(async (agent, at) => {
      for (let batch = 0; batch < batches; batch += 1) await agent.send(5 + at * 3);
    }),
  );
}

/** Resolves some way into the sending, another one each round. */
async function somewhere(round: number): Promise<void> {
  const size = await store.log.size().catch(() => 0);
  const wanted = size + 20 + ((round * 37) % 150);
  for (;;) {
    if ((await store.log.size()) >= wanted) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

test(
  `of two collectors on one database one is killed (rounds: ${ROUNDS}): nothing lost, nothing doubled, one tree`,
  async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const sending = sendAll(6);
      await somewhere(round);
      await replicas[round % 2]?.kill();
      await sending;
      await expectOneTree();
      replicas[round % 2] = await startReplica(round % 2);
    }
    await expectNothingLost();
  },
  TIMEOUT_MS,
);

test(
  `PostgreSQL is killed under load (rounds: ${ROUNDS}): what was acknowledged is there, once`,
  async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const sending = sendAll(6);
      await somewhere(round);
      await server.kill();
      const ready = await fetch(`${replicas[0]?.url}/readyz`);
      expect([ready.status, await ready.text()]).toEqual([
        503,
        expect.stringContaining('the database cannot be read'),
      ]);
      await server.start();
      await sending;
      await expectOneTree();
    }
    await expectNothingLost();
  },
  TIMEOUT_MS,
);

/** Of a batch on its way into the database. */
const STEPS: readonly Moment[] = [
  { step: 'receive', when: 'before' },
  { step: 'verify', when: 'before' },
  { step: 'begin', when: 'after' },
  { step: 'insert', when: 'after' },
  { step: 'tree append', when: 'after' },
  { step: 'commit', when: 'before' },
  { step: 'commit', when: 'after' },
  { step: 'sign', when: 'after' },
  { step: 'answer', when: 'before' },
  { step: 'answer', when: 'after' },
  { step: 'signatures checked', when: 'before' },
  { step: 'signatures checked', when: 'after' },
  { step: 'checkpoint rename', when: 'after' },
];
/** Those at which most can go wrong, unless all are asked for. */
const TRIED = STEP_ROUNDS === null ? STEPS.filter(({ step }) => step === 'commit') : STEPS;

test.each(TRIED)(
  'a collector dies $when $step, the other goes on: one tree',
  async (moment) => {
    for (let round = 0; round < (STEP_ROUNDS ?? 1); round += 1) {
      const at = round % 2;
      const replica = replicas[at];
      await replica?.arm({ ...moment, skip: round % 5, victims: null });
      await Promise.all([sendUntilReached(replica), replica?.died]);
      replicas[at] = await startReplica(at);
      await expectOneTree();
    }
    await expectNothingLost();
  },
  TIMEOUT_MS,
);

test.each(TRIED)(
  'PostgreSQL dies $when $step of a collector: one tree',
  async (moment) => {
    for (let round = 0; round < (STEP_ROUNDS ?? 1); round += 1) {
      const replica = replicas[round % 2];
      await replica?.arm({ ...moment, skip: round % 5, victims: [server.processId()] });
      const sending = sendUntilReached(replica);
      await replica?.reached();
      expect(replica?.isDead()).toBe(false);
      await server.startAgain();
      await sending;
      await expectOneTree();
    }
    await expectNothingLost();
  },
  TIMEOUT_MS,
);

test('then all signatures are looked at, once the last collector is done, and all hold', async () => {
  await expect.poll(() => store.search.behind(), { timeout: 30_000 }).toBe(0);
  const findings = await Promise.all(
    agents.map(({ chain, acknowledged }) => store.oddities.ofAgent(chain.id, acknowledged)),
  );
  expect(findings.flat().map(({ kind }) => kind)).not.toContain('bad-signature');
});

/** All agents send until the point is reached, and then until all they have is acknowledged. */
async function sendUntilReached(replica: Replica | undefined): Promise<void> {
  let isOver = false;
  void replica?.reached().then(() => {
    isOver = true;
  });
  await Promise.all(agents.map((agent) => agent.sendUntil(() => isOver)));
  await sendAll(1);
}

test('what one collector stores, the other tells: approvals are decided on any, records are seen on all', async () => {
  const [one, other] = agents;
  const [, second] = replicas;
  if (one === undefined || other === undefined || second === undefined) throw new Error('nobody is there');
  const clientOf = async (role: Role, name: string) =>
    createCollectorClient({ url: second.url, token: await tokenFor(role, name), timeoutMs: 20_000 });
  const [reviewer, auditor] = [await clientOf('reviewer', 'robin'), await clientOf('auditor', 'ada')];
  const stop = new AbortController();
  const [seenByReviewer, seenByAuditor] = await Promise.all(
    [reviewer, auditor].map(async (client) => (await client.events(stop.signal))[Symbol.asyncIterator]()),
  );
  const asked = await one.client().ask(askFor({ binding: { requester: 'agent-0' } }));
  expect((await seenByReviewer?.next())?.value).toMatchObject({ approval: { id: asked.id } });
  await reviewer.vote(asked.id, { verdict: 'approve', reason: '' });
  expect((await one.client().claim(asked.id, { exchange: 'x' })).claim.approvedBy).toEqual(['robin']);
  await expect(reviewer.cancel(asked.id)).rejects.toThrow();
  await one.send(1);
  const seen: string[] = [];
  while (!seen.includes('record')) {
    const event = (await seenByAuditor?.next())?.value as CollectorEvent;
    seen.push(event.kind);
  }
  stop.abort();
  reviewer.close();
  auditor.close();
});

test('one collector at a time tells a target of notifications, and another when it fell silent', async () => {
  const second = await openPostgresStore(settings);
  await store.notifyCursors.of('pager');
  expect(await store.notifyCursors.hold('pager', 60_000)).toBe(true);
  expect(await store.notifyCursors.hold('pager', 60_000)).toBe(true);
  expect(await second.notifyCursors.hold('pager', 60_000)).toBe(false);
  await store.notifyCursors.hold('pager', 0);
  expect(await second.notifyCursors.hold('pager', 60_000)).toBe(true);
  expect(await store.notifyCursors.hold('pager', 60_000)).toBe(false);
  await second.close();
});

test('a collector with another key does not write to the log of this one', async () => {
  const directory = join(home, 'foreign');
  const starting = startCollector({ directory, port: 0, clock: () => new Date(), database: settings });
  await expect(starting).rejects.toMatchObject({ code: 'not-ours' });
});

test.each<[string, Partial<PostgresSettings>, string]>([
  ['is not there', { port: 1 }, 'no-database'],
  ['knows no such database', { database: 'none' }, 'no-database'],
])('a collector whose database %s does not start, and repeats no password', async (_name, change, code) => {
  const database = { ...settings, ...change };
  const directory = join(home, 'homeless');
  const starting = startCollector({ directory, port: 0, clock: () => new Date(), database });
  await expect(starting).rejects.toMatchObject({
    code,
    message: expect.not.stringContaining('of-the-tests'),
  });
});
