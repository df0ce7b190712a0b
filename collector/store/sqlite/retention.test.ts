import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { testChain, testRecord } from '../../../test/support/collector.ts';
import { passSignatures } from '../../../test/support/pass-signatures.ts';
import { ALL_RECORDS } from '../../../test/support/retention-contract.ts';
import { NOT_VOUCHED } from '../../identity/caller.ts';
import { describeRecord } from '../../search/indexer.ts';
import type { Accepted } from '../records.ts';
import { MIGRATIONS } from './migrations.ts';
import { openSqliteStore } from './open.ts';

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
  while ((await store.search.indexNext(10, describeRecord)) > 0);
  expect(await isThere()).toBe(true);
  const request = { agent: chain.id, keptFrom: { prompt: 1, answer: 1 }, limit: 10 };
  await store.retention.destroyNext(request, () => accepting(chain.grow(1)));
  await store.retention.sweepNext(10, describeRecord);
  await store.retention.compact();
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
