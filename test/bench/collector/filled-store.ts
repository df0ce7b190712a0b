import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NOT_VOUCHED } from '../../../collector/identity/caller.ts';
import { facetsOf, wordsOf } from '../../../collector/search/facets.ts';
import { standingOf } from '../../../collector/search/standing.ts';
import { talliesOf } from '../../../collector/search/tallies.ts';
import { openSqliteStore } from '../../../collector/store/sqlite/open.ts';
import type { Store } from '../../../collector/store/store.ts';
import type { AuditRecord } from '../../../protocol/audit-record.ts';
import { testRecord } from '../../support/collector.ts';
import { sha256 } from '../../support/merkle.ts';
import { passSignatures } from '../../support/pass-signatures.ts';
import { CORPUS_AGENTS, corpusRecord, hashOf, receivedAt } from './corpus.ts';

const BATCH = 1000;
const INDEXED_AT_ONCE = 5000;

/** A store on SQLite in which the collector's own code stored and indexed `count` records, unsigned ones. */
export interface FilledStore {
  readonly store: Store;
  readonly agents: readonly string[];
  close(): Promise<void>;
}

/** `directory` null: in a folder that is gone after the close; else in this one, where what is there already stays. */
export async function openFilledStore(count: number, directory: string | null): Promise<FilledStore> {
  const folder = directory ?? (await mkdtemp(join(tmpdir(), 'countersign-bench-')));
  const isNew = !existsSync(join(folder, 'collector.db'));
  const store = openSqliteStore(folder);
  const agents = Array.from({ length: CORPUS_AGENTS }, (_, at) => hashOf(-1 - at));
  if (isNew) await pin(store, agents);
  for (let from = await store.log.size(); from < count; from += BATCH) {
    await append(store, agents, { from, to: Math.min(from + BATCH, count) });
  }
  await passSignatures(store);
  while ((await store.search.indexNext(INDEXED_AT_ONCE, describe)) > 0);
  return {
    store,
    agents,
    close: async () => {
      await store.close();
      if (directory === null) await rm(folder, { recursive: true, force: true });
    },
  };
}

async function pin(store: Store, agents: readonly string[]): Promise<void> {
  const who = { role: 'agent', subject: 'developer', groups: [], vouched: NOT_VOUCHED } as const;
  for (const [at, id] of agents.entries()) {
    const token = `agent-${at}`;
    await store.tokens.put({ ...who, name: token, hash: sha256(Buffer.from(token)), expiresAt: null });
    await store.agents.pin({ id, token, publicKey: Buffer.from(token) }, 1);
  }
}

/** The appends of a batch share one transaction, so the records come agent by agent. */
async function append(
  store: Store,
  agents: readonly string[],
  { from, to }: { readonly from: number; readonly to: number },
): Promise<void> {
  const numbers = Array.from({ length: to - from }, (_, at) => from + at);
  await Promise.all(
    agents.map((agent, at) => {
      const records = numbers
        .filter((number) => number % agents.length === at)
        .map((number) => {
          const signed = { record: corpusRecord(number, agents), signature: 's'.repeat(86) };
          return { ...testRecord(signed), hash: hashOf(number) };
        });
      const accepted = { receivedAt: receivedAt(to), records, findings: [], oddities: [] };
      return store.records.append({ agent, seqs: [], decide: () => accepted });
    }),
  );
}

function describe(record: AuditRecord, opened: AuditRecord | null) {
  return {
    facets: facetsOf(record, opened),
    words: wordsOf(record),
    tallies: talliesOf(record),
    standing: standingOf(record),
  };
}
