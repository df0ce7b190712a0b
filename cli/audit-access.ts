import { createPublicKey, verify } from 'node:crypto';
import { Command } from 'commander';
import type { CollectorClient } from '../agent/collector-client/client.ts';
import { type SignedAccessRecord, verifyAccess } from '../protocol/access-record.ts';
import { printable } from '../protocol/printable.ts';
import { readLimit } from './collect-records.ts';
import {
  CollectorAccessError,
  type CollectorOptions,
  withCollector,
  withCollectorOptions,
} from './collector-access.ts';
import type { CliContext } from './context.ts';
import { sha256Hex } from './evidence/sha256.ts';
import { jsonLine } from './json-line.ts';
import { table } from './table.ts';

interface AccessOptions extends CollectorOptions {
  readonly limit: number;
}

/** `countersign audit access`: who signed in at the collector, and who read what. */
export function auditAccessCommand(context: CliContext): Command {
  const command = new Command('access')
    .description('list who signed in at the collector and who read what, the last one last')
    .option('--limit <number>', 'how many', readLimit, 50);
  return withCollectorOptions(command, 'auditor').action((options: AccessOptions) =>
    withCollector(context, { role: 'auditor', options }, async (client) => {
      const records = await lastRecords(client, options.limit);
      requireChain(records, (await client.log(0)).publicKey);
      if (options.json === true) for (const record of records) context.out(jsonLine(record));
      else context.out(records.length === 0 ? 'nobody was here\n' : accessTable(records));
    }),
  );
}

const PAGE = 100;

/** Oldest first. */
async function lastRecords(client: CollectorClient, count: number): Promise<readonly SignedAccessRecord[]> {
  const records: SignedAccessRecord[] = [];
  for (let after: number | null = 0; after !== null && records.length < count; ) {
    const cursor: object = after === 0 ? {} : { after };
    const page = await client.access({
      order: 'newest',
      limit: Math.min(PAGE, count - records.length),
      ...cursor,
    });
    records.push(...page.records);
    after = page.next;
  }
  return records.toReversed();
}

/** By the key that the collector says is its own: this finds damage, not a collector that lies. */
function requireChain(records: readonly SignedAccessRecord[], publicKey: string): void {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  const result = verifyAccess(records, null, {
    sha256: sha256Hex,
    verify: (bytes, signature) => verify(null, bytes, key, Buffer.from(signature, 'base64url')),
  });
  if (result.kind === 'valid') return;
  const hint = 'somebody changed the access folder of the collector: keep it as evidence';
  throw new CollectorAccessError('ambiguous', `record ${result.seq} does not hold: ${result.fault}`, hint);
}

function accessTable(records: readonly SignedAccessRecord[]): string {
  return table(
    ['AT', 'NO', 'EVENT', 'WHO', 'SESSION', 'WHAT'],
    records.map(({ record: { at, seq, event, subject, session, detail } }) => [
      at,
      String(seq),
      event,
      printable(subject ?? '-'),
      session ?? '-',
      printable(JSON.stringify(detail)),
    ]),
  );
}
