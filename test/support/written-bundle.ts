import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatBundleLine } from '../../cli/evidence/bundle-line.ts';
import type { AuditRecord } from '../../protocol/audit-record.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { PolicyFolder } from './policy-folder.ts';

/** Records of one session as an export in `bundle` has them, by event, time and detail; nothing of it is signed. */
export async function writeBundle(
  folder: PolicyFolder,
  details: readonly (readonly [AuditRecord['event'], string, JsonObject])[],
): Promise<void> {
  const lines = details.map(([event, at, detail], index) => {
    const place = { v: 1, agent: 'a'.repeat(64), seq: index + 1, prev: '0'.repeat(64) } as const;
    const record = { ...place, at, event, session: 's1', exchange: `x${index + 1}`, detail };
    return formatBundleLine({ index, receivedAt: at, signed: { record, signature: 'A'.repeat(86) } });
  });
  await mkdir(folder.path('bundle'));
  await writeFile(join(folder.path('bundle'), 'records.jsonl'), lines.map((line) => `${line}\n`).join(''));
}
