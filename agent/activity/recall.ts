import type { AuditRecord } from '../../protocol/audit-record.ts';
import type { Journal } from '../audit/journal.ts';
import { JournalError } from '../audit/journal-error.ts';
import type { Activity } from './activity.ts';

const MAX_READ_BYTES = 1024 ** 2;

/** Tells the panel's account of things from the end of the journal, so that a restart of the agent does not empty it. */
export async function recallActivity(
  activity: Activity,
  journal: Pick<Journal, 'head' | 'read'>,
  maxRecords: number,
): Promise<void> {
  activity.recall(await lastRecords(journal, maxRecords));
}

async function lastRecords(
  journal: Pick<Journal, 'head' | 'read'>,
  maxRecords: number,
): Promise<readonly AuditRecord[]> {
  const { seq: end } = journal.head();
  const oldest = await oldestKept(journal, Math.max(0, end - maxRecords));
  const records: AuditRecord[] = [];
  for (let after = oldest; after < end; ) {
    const read = await journal.read(after, MAX_READ_BYTES);
    for (const { record } of read) records.push(record);
    after = read.at(-1)?.record.seq ?? end;
  }
  return records;
}

/** The record to read on from: what the collector has was removed in part. */
async function oldestKept(journal: Pick<Journal, 'head' | 'read'>, from: number): Promise<number> {
  let [low, high] = [from, journal.head().seq];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (await isKept(journal, middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

async function isKept(journal: Pick<Journal, 'read'>, after: number): Promise<boolean> {
  try {
    await journal.read(after, 0);
    return true;
  } catch (fault) {
    if (fault instanceof JournalError && fault.code === 'not-retained') return false;
    throw fault;
  }
}
