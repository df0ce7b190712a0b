import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import type { FileDiff } from '../../../protocol/push-diff.ts';
import { askFor, testChain, testRecord } from '../../../test/support/collector.ts';
import { passSignatures } from '../../../test/support/pass-signatures.ts';
import { ALL_RECORDS } from '../../../test/support/retention-contract.ts';
import { NOT_VOUCHED } from '../../identity/caller.ts';
import { describeRecord } from '../../search/indexer.ts';
import type { Transition } from '../approvals.ts';
import { DAY_MS } from '../content-seal.ts';
import type { Accepted } from '../records.ts';
import type { DueReview } from '../review-retention.ts';
import { MIGRATIONS } from './migrations.ts';
import { openSqliteStore } from './open.ts';

const QUOTING: FileDiff = {
  commit: 'net',
  path: 'a',
  kind: 'added',
  content: { kind: 'lines', hunks: [{ oldStart: 0, newStart: 1, lines: ['+quetzalcoatlus'] }], moreLines: 0 },
};
const DENIED: Transition = {
  change: { kind: 'expire' },
  by: 'rita',
  at: 2,
  state: { kind: 'denied', by: 'rita', reason: '' },
  dueAt: null,
};

test('what was destroyed is in no file of the database', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'countersign-shred-'));
  const store = openSqliteStore(directory);
  const chain = testChain();
  const accepting = (records: ReturnType<typeof chain.grow>): Accepted => ({
    receivedAt: 1,
    records: records.map(testRecord),
    findings: [],
    oddities: [],
  });
  const isThere = async (): Promise<boolean> => {
    const files = await Promise.all(
      (await readdir(directory)).map((name) => readFile(join(directory, name))),
    );
    return files.some((bytes) => bytes.includes('uetzalcoatlus'));
  };
  const token = {
    name: 'agent',
    role: 'agent',
    subject: 'dana',
    groups: [],
    hash: Buffer.alloc(32),
  } as const;
  await store.tokens.put({ ...token, expiresAt: null, vouched: NOT_VOUCHED });
  const publicKey = Buffer.from(chain.publicKey, 'base64');
  await store.agents.pin({ id: chain.id, token: 'agent', publicKey }, 1);
  const detail = { side: 'prompt', salt: 's', parts: [{ text: 'a quetzalcoatlus' }] };
  const append = (records: ReturnType<typeof chain.grow>) =>
    store.records.append({ agent: chain.id, seqs: [], decide: () => accepting(records) });
  await append(chain.grow(1, { event: 'exchange.content', session: 's', detail }));
  await append(chain.grow(50));
  await passSignatures(store);
  const { diff, ...ask } = askFor({ diff: { files: [QUOTING], moreFiles: 0, moreCommits: 0 } });
  const times = { askedAt: 1, expiresAt: 2 };
  await store.approvals.ask({ id: 'a', digest: 'd', ask, ...times, review: { target: 't', diff } }, 9);
  await store.approvals.change('a', () => DENIED);
  while ((await store.search.indexNext(10, describeRecord)) > 0);
  expect(await isThere()).toBe(true);
  const request = { agent: chain.id, keptFrom: { prompt: 1, answer: 1 }, limit: 10 };
  await store.retention.destroyNext(request, () => accepting(chain.grow(1)));
  await store.retention.sweepNext(10, describeRecord);
  await store.retention.compact();
  expect(await isThere()).toBe(true);
  const reviews = { agent: chain.id, keptFrom: 1, limit: 10 };
  await store.reviewRetention.destroyNext(reviews, () => accepting(chain.grow(1)));
  await store.reviewRetention.compact();
  expect(await isThere()).toBe(false);
  await store.close();
  await rm(directory, { recursive: true, force: true });
});

test('a database from before holds all that it held, and its words are found', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'countersign-before-'));
  const before = MIGRATIONS.findIndex((step) => step.includes('content_keys'));
  const old = new DatabaseSync(join(directory, 'collector.db'));
  for (const step of MIGRATIONS.slice(0, before)) old.exec(step);
  old.exec(`PRAGMA user_version = ${before}`);
  const { id } = testChain();
  const [said] = testChain().grow(1, {
    agent: id,
    event: 'exchange.content',
    detail: { parts: [{ text: 'ere' }] },
  });
  const text = JSON.stringify(said?.record);
  old.exec(
    `INSERT INTO tokens (name, role, subject, groups, hash) VALUES ('t', 'agent', 'dana', '[]', x'00')`,
  );
  old.exec(`INSERT INTO agents VALUES ('${id}', 't', x'00', 1)`);
  old
    .prepare(
      `INSERT INTO records (agent, seq, hash, text, signature, event, received_at, log_index)
       VALUES (?, 1, 'h', ?, 's', 'exchange.content', 1, 0)`,
    )
    .run(id, text);
  old.exec(
    "INSERT INTO record_words (rowid, words) VALUES (1, 'ere'); UPDATE search_progress SET indexed = 1",
  );
  old.close();
  const store = openSqliteStore(directory);
  await passSignatures(store);
  while ((await store.search.indexNext(10, describeRecord)) > 0);
  const found = await store.records.page({ ...ALL_RECORDS, words: ['ere'] });
  expect(found.map(({ record }) => record)).toEqual([said?.record]);
  expect(await store.retention.due({ prompt: 99, answer: 99 })).toEqual([]);
  await store.close();
  await rm(directory, { recursive: true, force: true });
});

test('what reviewers were shown before it could be destroyed can be, by its session, repository and day', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'countersign-shown-'));
  const before = MIGRATIONS.findIndex((step) => step.includes('ADD COLUMN destroyed'));
  const old = new DatabaseSync(join(directory, 'collector.db'));
  for (const step of MIGRATIONS.slice(0, before)) old.exec(step);
  old.exec(`PRAGMA user_version = ${before}`);
  const { diff, ...ask } = askFor();
  const askedAt = 3 * DAY_MS;
  old
    .prepare(
      `INSERT INTO approvals (id, digest, requester, ask, kind, state, asked_at, expires_at, revision)
       VALUES ('a', 'd', 'dana', ?, 'denied', '{"kind":"expired"}', ?, ?, 1)`,
    )
    .run(JSON.stringify(ask), askedAt, askedAt);
  old
    .prepare(`INSERT INTO approval_reviews (approval, target, diff) VALUES ('a', 't', ?)`)
    .run(JSON.stringify(diff));
  old.close();
  const store = openSqliteStore(directory);
  expect(await store.approvalReviews.shown('a')).toEqual({ diff, isDestroyed: false });
  let due: readonly DueReview[] = [];
  await store.reviewRetention.destroyNext({ agent: 'x', keptFrom: 4, limit: 1 }, (_head, reviews) => {
    due = reviews;
    return { receivedAt: 1, records: [], findings: [], oddities: [] };
  });
  const repository = 'git.example/octo-org/demo';
  expect(due).toEqual([{ approval: 'a', session: 's1', subject: 'dana', repository, day: 3 }]);
  await store.close();
  await rm(directory, { recursive: true, force: true });
});
