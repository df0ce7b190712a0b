import { InvalidArgumentError } from 'commander';
import type { CollectorClient } from '../agent/collector-client/client.ts';
import type { RecordsQuery, StoredRecord } from '../protocol/collector-api.ts';

const PAGE = 100;

/** At most `count` records, page by page. */
export async function collectRecords(
  client: CollectorClient,
  query: RecordsQuery,
  count: number,
): Promise<readonly StoredRecord[]> {
  const records: StoredRecord[] = [];
  let cursor: RecordsQuery = {};
  while (records.length < count) {
    const page = await client.records({ ...query, ...cursor, limit: Math.min(PAGE, count - records.length) });
    records.push(...page.records);
    if (page.next === null) break;
    cursor = { after: page.next };
  }
  return records;
}

export function readLimit(text: string): number {
  if (!/^[1-9][0-9]{0,3}$/.test(text)) throw new InvalidArgumentError('expected a number from 1 to 9999');
  return Number(text);
}
