import { join } from 'node:path';
import { JUDGED_EVENTS } from '../../policy/rejudge.ts';
import type { AuditRecord } from '../../protocol/audit-record.ts';
import { BUNDLE_FILES, BundleError } from '../evidence/bundle.ts';
import { parseBundleLine } from '../evidence/bundle-line.ts';
import { linesOf } from '../evidence/lines.ts';

/** Records of an export that tell what a policy was asked, in their order. Throws BundleError. */
export async function bundledRecords(
  bundle: string,
  wanted: (record: AuditRecord) => boolean,
): Promise<readonly AuditRecord[]> {
  const records: AuditRecord[] = [];
  for await (const line of linesOf(join(bundle, BUNDLE_FILES.records))) {
    const record = parseBundleLine(line)?.signed.record;
    if (record === undefined) throw new BundleError('not-a-bundle', `${bundle} holds no records`, HINT);
    if (JUDGED_EVENTS.some((event) => event === record.event) && wanted(record)) records.push(record);
  }
  return records;
}

const HINT = 'give the folder that countersign audit export wrote';
