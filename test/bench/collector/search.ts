import { createRecordLog } from '../../../collector/log/record-log.ts';
import type { Store } from '../../../collector/store/store.ts';
import { requireReceipt } from '../../../protocol/log-receipt.ts';
import { sha256 } from '../../support/merkle.ts';
import { testLogKey } from '../../support/test-log.ts';
import { type Figures, figuresOf, type Round } from '../figures.ts';
import type { BenchOptions } from '../options.ts';
import { corpusRecord, hashOf } from './corpus.ts';
import { type FilledStore, openFilledStore } from './filled-store.ts';
import { SEARCH_KINDS, searchOf } from './searches.ts';

const RECORDS = 1_000_000;
const QUERIES = 40;
const PROOFS = 2000;
const ALL_KINDS = 'search 1,000,000';

/**
 * Searches of each kind among a million records of SQLite, `wallMs` being the 95th percentile of a round's searches; and
 * receipts of records anywhere in that log, made and verified.
 */
export async function searchFigures({
  rounds,
  scale,
  only,
  keep,
}: BenchOptions): Promise<readonly Figures[]> {
  const names = [...SEARCH_KINDS.map(scenarioOf), ALL_KINDS, 'receipt', 'verify a receipt'];
  if (!names.some((name) => name.includes(only))) return [];
  const count = Math.ceil(RECORDS * scale);
  const filled = await openFilledStore(count, keep);
  const figures: Figures[] = [];
  const all: number[][] = Array.from({ length: rounds }, () => []);
  for (const kind of SEARCH_KINDS) {
    const searched: Round[] = [];
    // The first round is for warming up.
    for (let round = 0; round <= rounds; round += 1) {
      const { times, costs } = await searchRound(filled.store, kind, { count, round });
      if (round === 0) continue;
      all[round - 1]?.push(...times);
      searched.push({ ...costs, wallMs: percentile95(times) });
    }
    figures.push(figuresOf({ scenario: scenarioOf(kind), unit: 'search, p95', contender: 'ours' }, searched));
  }
  const together = all.map((times) => ({ ...NO_COSTS, wallMs: percentile95(times) }));
  figures.push(figuresOf({ scenario: ALL_KINDS, unit: 'search, p95', contender: 'ours' }, together));
  figures.push(...(await receiptFigures(filled, { count, rounds })));
  await filled.close();
  return figures;
}

const NO_COSTS = { cpuMs: Number.NaN, peakMb: Number.NaN, delayMs: null };

function scenarioOf(kind: string): string {
  return `search: ${kind}`;
}

function percentile95(times: readonly number[]): number {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length * 0.95)] ?? Number.NaN;
}

async function searchRound(
  store: Store,
  kind: string,
  { count, round }: { readonly count: number; readonly round: number },
): Promise<{ readonly times: readonly number[]; readonly costs: Omit<Round, 'wallMs'> }> {
  const times: number[] = [];
  const cpu = process.cpuUsage();
  for (let number = 0; number < QUERIES; number += 1) {
    const filter = searchOf(kind, round * QUERIES + number, count);
    const begin = performance.now();
    await store.records.page(filter);
    times.push(performance.now() - begin);
  }
  return { times, costs: costsSince(cpu, QUERIES) };
}

async function receiptFigures(
  { store, agents }: FilledStore,
  { count, rounds }: { readonly count: number; readonly rounds: number },
): Promise<readonly Figures[]> {
  const [made, verified]: [Round[], Round[]] = [[], []];
  for (let round = 0; round <= rounds; round += 1) {
    const receipts = await receiptRounds(store, agents, count);
    if (round === 0) continue;
    made.push(receipts.made);
    verified.push(receipts.verified);
  }
  return [
    figuresOf({ scenario: 'receipt', unit: 'record', contender: 'ours' }, made),
    figuresOf({ scenario: 'verify a receipt', unit: 'record', contender: 'ours' }, verified),
  ];
}

async function receiptRounds(
  store: Store,
  agents: readonly string[],
  count: number,
): Promise<{ readonly made: Round; readonly verified: Round }> {
  const key = testLogKey();
  const log = createRecordLog(store.log, key);
  const records = Array.from({ length: PROOFS }, (_, at) => {
    const number = (at * 104_729) % count;
    const { agent, seq } = corpusRecord(number, agents);
    return { agent, seq, hash: hashOf(number) };
  });
  const receipts = [];
  let cpu = process.cpuUsage();
  let begin = performance.now();
  for (const [at, record] of records.entries()) receipts.push(await log.receipt(record, 1 + at * 400));
  const made = { ...costsSince(cpu, PROOFS), wallMs: (performance.now() - begin) / PROOFS };
  const known = { size: 0, root: sha256(new Uint8Array()) };
  cpu = process.cpuUsage();
  begin = performance.now();
  for (const [at, record] of records.entries()) {
    const receipt = receipts[at];
    if (receipt === undefined) throw new Error('there is no receipt');
    requireReceipt({ ...receipt, consistency: [] }, { record, known, log: key }, sha256);
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
