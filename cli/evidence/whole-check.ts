import { FIRST_PREV } from '../../protocol/audit-record.ts';
import { TILE_WIDTH } from '../../protocol/merkle/tile.ts';
import type { Manifest } from './bundle.ts';
import { type Findings, nameOf } from './finding.ts';
import type { ProvenLog } from './proven-log.ts';
import type { GoodRecord, RecordCheck } from './record-check.ts';

/** Finds lines that stand in another order than the log has them: the fewest whose removal leaves it in order. */
export function checkOrder(records: readonly GoodRecord[], findings: Findings): void {
  const inOrder = longestRising(records.map(({ index }) => index));
  for (const [line, { agent, seq, index }] of records.entries()) {
    if (inOrder.has(line)) continue;
    const text = `${nameOf(agent, seq)} stands in another order than the log has it`;
    findings.add('record-misplaced', text, { agent, seq, index });
  }
}

/** Looks into the entries of every tile that has a record here; those that its hashes do not stand for are found. */
export function checkEntries(records: readonly GoodRecord[], log: ProvenLog): void {
  const tiles = new Set(records.map(({ index }) => Math.floor(index / TILE_WIDTH)));
  for (const tile of tiles) log.entry(tile * TILE_WIDTH);
}

/**
 * Finds what the log has and the bundle has not: of a whole bundle every leaf, of an excerpt those that it says
 * it holds.
 */
export function checkComplete(
  { good, unproven }: Pick<RecordCheck, 'good' | 'unproven'>,
  { log, manifest, findings }: CompletePorts,
): void {
  const present = new Set([...good.map(({ index }) => index), ...unproven]);
  const ranges = manifest.filter === null ? [[0, log.head.size - 1] as const] : manifest.ranges;
  const missing: number[] = [];
  for (const [first, last] of ranges) {
    for (let index = first; index <= Math.min(last, log.head.size - 1); index++) {
      if (!present.has(index)) missing.push(index);
    }
  }
  const cut = manifest.filter === null ? cutOff(missing, log.head.size) : 0;
  for (const index of missing.slice(0, missing.length - cut)) addDropped(index, log, findings);
  if (cut > 0) addTruncated(log.head.size - cut, { log, findings, cut });
}

export interface CompletePorts {
  readonly log: ProvenLog;
  readonly manifest: Manifest;
  readonly findings: Findings;
}

/** Checks each agent's chain, as far as its records follow one another. `isWhole`: a gap is a finding. */
export function checkChains(
  records: readonly GoodRecord[],
  { isWhole, findings }: { readonly isWhole: boolean; readonly findings: Findings },
): void {
  const chains = Map.groupBy(records, ({ agent }) => agent);
  for (const chain of chains.values()) {
    let [seq, hash] = [0, FIRST_PREV];
    for (const record of chain.toSorted((one, other) => one.seq - other.seq)) {
      if (isWhole) addGap(record, seq, findings);
      if (record.seq === seq + 1 && record.prev !== hash) {
        const text = `${nameOf(record.agent, record.seq)} does not follow the record before it`;
        findings.add('chain-broken', text, record);
      }
      [seq, hash] = [record.seq, record.hash];
    }
  }
}

function addGap({ agent, seq }: GoodRecord, before: number, findings: Findings): void {
  const end = Math.min(seq, before + 1 + MAX_NAMED);
  for (let missing = before + 1; missing < end; missing++) {
    findings.add('record-dropped', `${nameOf(agent, missing)} is missing`, { agent, seq: missing });
  }
}

const MAX_NAMED = 1000;

function addDropped(index: number, log: ProvenLog, findings: Findings): void {
  const entry = log.entry(index);
  const name = entry === null ? `the record at place ${index}` : nameOf(entry.agent, entry.seq);
  const about = entry === null ? { index } : { agent: entry.agent, seq: entry.seq, index };
  findings.add('record-dropped', `${name} is missing`, about);
}

function addTruncated(
  first: number,
  { log, findings, cut }: { readonly log: ProvenLog; readonly findings: Findings; readonly cut: number },
): void {
  const entry = log.entry(first);
  const from = entry === null ? `place ${first}` : nameOf(entry.agent, entry.seq);
  const about = entry === null ? { index: first } : { agent: entry.agent, seq: entry.seq, index: first };
  findings.add('records-truncated', `the last ${cut} records are missing, from ${from} on`, about);
}

/** How many of the missing ones are the end of the log. */
function cutOff(missing: readonly number[], size: number): number {
  let cut = 0;
  while (missing.at(-1 - cut) === size - 1 - cut) cut += 1;
  return cut;
}

/** The places of a longest rising part of `numbers`. */
function longestRising(numbers: readonly number[]): ReadonlySet<number> {
  const before: number[] = [];
  /** Of each length, the place whose number ends such a part lowest. */
  const ends: number[] = [];
  for (const [place, number] of numbers.entries()) {
    const length = firstNotBelow(ends, numbers, number);
    before[place] = ends[length - 1] ?? -1;
    ends[length] = place;
  }
  const rising = new Set<number>();
  for (let place = ends.at(-1) ?? -1; place >= 0; place = before[place] ?? -1) rising.add(place);
  return rising;
}

function firstNotBelow(ends: readonly number[], numbers: readonly number[], number: number): number {
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((numbers[ends[middle] ?? -1] ?? 0) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
