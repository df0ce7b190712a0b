import { Command } from 'commander';
import type { CollectorClient } from '../agent/collector-client/client.ts';
import type { StoredRecord } from '../protocol/collector-api.ts';
import { inWrittenOrder } from '../protocol/record-order.ts';
import { recordSheet } from './audit-text.ts';
import { collectRecords } from './collect-records.ts';
import {
  CollectorAccessError,
  type CollectorOptions,
  withCollector,
  withCollectorOptions,
} from './collector-access.ts';
import type { CliContext } from './context.ts';
import { jsonLine } from './json-line.ts';
import { sessionText } from './session-text.ts';

const MAX_SHOWN = 10_000;

interface ShowOptions extends CollectorOptions {
  readonly details?: boolean;
}

/** `countersign audit show`: a session or an exchange as a person reads it, with what was asked and answered. */
export function auditShowCommand(context: CliContext): Command {
  const command = new Command('show')
    .description('show a session or an exchange: what was asked, answered, kept back, decided')
    .argument('<id>', 'id of a session or an exchange')
    .option('--details', 'show all that each record holds');
  return withCollectorOptions(command, 'auditor').action((id: string, options: ShowOptions) =>
    withCollector(context, { role: 'auditor', options }, async (client) => {
      const records = await recordsOf(client, id);
      if (options.json === true) for (const record of records) context.out(jsonLine(record));
      else if (options.details === true) for (const record of records) context.out(recordSheet(record));
      else context.out(sessionText(records.map(({ record }) => record)));
      if (records.length === MAX_SHOWN)
        context.err(`countersign: only the first ${MAX_SHOWN} records are shown\n`);
    }),
  );
}

/** In the order of the agent that wrote them: its clock may go backwards, its numbers do not. */
async function recordsOf(client: CollectorClient, id: string): Promise<readonly StoredRecord[]> {
  const ofSession = await collectRecords(client, { session: id }, MAX_SHOWN);
  const records =
    ofSession.length > 0 ? ofSession : await collectRecords(client, { exchange: id }, MAX_SHOWN);
  if (records.length === 0) {
    const hint = 'list them with: countersign audit list';
    throw new CollectorAccessError('not-found', `no record is of a session or an exchange ${id}`, hint);
  }
  return records.toSorted(inWrittenOrder);
}
