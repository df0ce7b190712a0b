import { appendFile, writeFile } from 'node:fs/promises';
import type { CollectorClient } from '../../agent/collector-client/client.ts';
import type { SignedAccessRecord } from '../../protocol/access-record.ts';
import { canonicalJson } from '../../protocol/canonical-json.ts';
import type { Manifest } from './bundle.ts';

const PAGE = 200;

/** Writes all that the collector keeps of its access journal, a line a record, into the new file `path`. */
export async function exportAccess(
  client: Pick<CollectorClient, 'access'>,
  path: string,
): Promise<NonNullable<Manifest['access']>> {
  let [journal, count] = ['', 0];
  await writeFile(path, '', { mode: 0o600, flag: 'wx' });
  for (let after: number | null = 0; after !== null; ) {
    const page = await client.access({ order: 'oldest', after, limit: PAGE });
    await appendFile(path, page.records.map(lineOf).join(''));
    count += page.records.length;
    [journal, after] = [page.journal, page.next];
  }
  return { journal, records: count };
}

function lineOf({ record, signature }: SignedAccessRecord): string {
  return `${canonicalJson({ record: { ...record }, signature })}\n`;
}
