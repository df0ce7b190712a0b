import { createHash } from 'node:crypto';
import { NOT_VOUCHED } from '../../../collector/identity/caller.ts';
import { createRecordLog } from '../../../collector/log/record-log.ts';
import { facetsOf, wordsOf } from '../../../collector/search/facets.ts';
import type { RecordFilter } from '../../../collector/store/record-filter.ts';
import type { Accepted } from '../../../collector/store/records.ts';
import type { Store } from '../../../collector/store/store.ts';
import type { AuditRecord } from '../../../protocol/audit-record.ts';
import { requireReceipt } from '../../../protocol/log-receipt.ts';
import { testChain } from '../../support/collector.ts';
import { sha256 } from '../../support/merkle.ts';
import { testLogKey } from '../../support/test-log.ts';
import { type Figures, figuresOf, type Round } from '../figures.ts';
import type { BenchOptions } from '../options.ts';
import { intentDetail } from './records.ts';
import { openSqliteBench } from './stores.ts';

const RECORDS = 1_000_000;
const BATCH = 1000;
const QUERIES = 400;
const PROOFS = 2000;

/**
 * Searches among a million records of SQLite, `wallMs` being the 95th percentile of a round's searches; and receipts of
 * records anywhere in that log, made and verified. Records are filled in without being signed one by one.
 */
export async function searchFigures({ rounds, scale, only }: BenchOptions): Promise<readonly Figures[]> {
  const names = ['search 1,000,000', 'receipt', 'verify a receipt'];
  if (!names.some((name) => name.includes(only))) return [];
  const count = Math.ceil(RECORDS * scale);
  const bench = await openSqliteBench();
  const agent = await fill(bench.store, count);
  const [searches, made, verified]: [Round[], Round[], Round[]] = [[], [], []];
  for (let round = 0; round <= rounds; round += 1) {
    const search = await searchRound(bench.store, count);
    const receipts = await receiptRounds(bench.store, { agent, count });
    if (round === 0) continue;
    searches.push(search);
    made.push(receipts.made);
    verified.push(receipts.verified);
  }
  await bench.close();
  return [
    figuresOf({ scenario: 'search 1,000,000', unit: 'search, p95', contender: 'ours' }, searches),
    figuresOf({ scenario: 'receipt', unit: 'record', contender: 'ours' }, made),
    figuresOf({ scenario: 'verify a receipt', unit: 'record', contender: 'ours' }, verified),
  ];
}

async function fill(store: Store, count: number): Promise<string> {
  const chain = testChain();
  const who = { role: 'agent', subject: 'developer', groups: [], vouched: NOT_VOUCHED } as const;
  await store.tokens.put({ ...who, name: 'agent', hash: sha256(Buffer.from('agent')), expiresAt: null });
  await store.agents.pin(
    { id: chain.id, token: 'agent', publicKey: Buffer.from(chain.publicKey, 'base64') },
    1,
  );
  for (let from = 0; from < count; from += BATCH) {
    const accepted: Accepted = {
      receivedAt: Date.parse('2026-11-21T08:00:00.000Z') + from,
      records: Array.from({ length: Math.min(BATCH, count - from) }, (_, at) =>
        newRecord(chain.id, from + at + 1),
      ),
      findings: [],
      oddities: [],
    };
    await store.records.append({ agent: chain.id, seqs: [], decide: () => accepted });
  }
  const describe = (record: AuditRecord) => ({
    facets: facetsOf(record, null),
    words: wordsOf(record),
    tallies: [],
    standing: { version: null, policy: null },
  });
  while ((await store.search.indexNext(5000, describe)) > 0);
  return chain.id;
}

function newRecord(agent: string, seq: number): Accepted['records'][number] {
  const record: AuditRecord = {
    v: 1,
    agent,
    seq,
    prev: '0'.repeat(64),
    at: '2026-11-21T08:00:00.000Z',
    event: 'exchange.intent',
    session: `session-${seq % 20_011}`,
    exchange: `x${seq}`,
    detail: intentDetail(seq),
  };
  return { signed: { record, signature: 's'.repeat(86) }, hash: hashOf(seq) };
}

function hashOf(seq: number): string {
  return createHash('sha256').update(String(seq)).digest('hex');
}

const ANY: RecordFilter = {
  session: null,
  exchange: null,
  event: null,
  agent: null,
  since: null,
  until: null,
  facets: [],
  words: [],
  after: null,
  order: 'newest',
  limit: 50,
};

/** Searches as auditors make them: rare and common values, words, a page in the middle, two things at once. */
function filterOf(number: number, count: number): RecordFilter {
  const after = 1 + ((number * 7919) % count);
  const filters: readonly Partial<RecordFilter>[] = [
    { facets: [{ name: 'subject', value: `developer-${number % 997}` }] },
    { facets: [{ name: 'ref', value: `refs/heads/topic-${number % 5003}` }] },
    { facets: [{ name: 'rule', value: `rule-${number % 50}` }], after },
    { facets: [{ name: 'actor', value: 'mixed' }], after, order: 'oldest' },
    { words: [`topic-${number % 5003}`] },
    { words: [`demo-${number % 211}`, 'push'], after },
    { words: ['accepted'] },
    { session: `session-${number % 20_011}` },
    { event: 'exchange.intent', after },
    {
      facets: [
        { name: 'repository', value: `git.example/octo-org/demo-${number % 211}` },
        { name: 'subject', value: `developer-${number % 997}` },
      ],
    },
  ];
  return { ...ANY, ...filters[number % filters.length] };
}

async function searchRound(store: Store, count: number): Promise<Round> {
  const times: number[] = [];
  const cpu = process.cpuUsage();
  for (let number = 0; number < QUERIES; number += 1) {
    const begin = performance.now();
    await store.records.page(filterOf(number, count));
    times.push(performance.now() - begin);
  }
  const wallMs = times.toSorted((one, other) => one - other)[Math.floor(times.length * 0.95)] ?? Number.NaN;
  return { ...costsSince(cpu, QUERIES), wallMs };
}

async function receiptRounds(
  store: Store,
  { agent, count }: { readonly agent: string; readonly count: number },
): Promise<{ readonly made: Round; readonly verified: Round }> {
  const key = testLogKey();
  const log = createRecordLog(store.log, key);
  const seqs = Array.from({ length: PROOFS }, (_, at) => 1 + ((at * 104_729) % count));
  const receipts = [];
  let cpu = process.cpuUsage();
  let begin = performance.now();
  for (const seq of seqs) receipts.push(await log.receipt({ agent, seq }, Math.max(1, seq - 500)));
  const made = { ...costsSince(cpu, PROOFS), wallMs: (performance.now() - begin) / PROOFS };
  const known = { size: 0, root: sha256(new Uint8Array()) };
  cpu = process.cpuUsage();
  begin = performance.now();
  for (const [at, seq] of seqs.entries()) {
    const receipt = receipts[at];
    if (receipt === undefined) throw new Error('there is no receipt');
    requireReceipt(
      { ...receipt, consistency: [] },
      { record: { agent, seq, hash: hashOf(seq) }, known, log: key },
      sha256,
    );
  }
  const verified = { ...costsSince(cpu, PROOFS), wallMs: (performance.now() - begin) / PROOFS };
  return { made, verified };
}

function costsSince(cpu: NodeJS.CpuUsage, count: number): Omit<Round, 'wallMs'> {
  const { user, system } = process.cpuUsage(cpu);
  return {
    cpuMs: (user + system) / 1000 / count,
    peakMb: process.memoryUsage().rss / 1024 ** 2,
    delayMs: null,
  };
}
