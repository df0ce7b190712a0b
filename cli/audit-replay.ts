import { Command } from 'commander';
import type { StoredRecord } from '../protocol/collector-api.ts';
import { inWrittenOrder } from '../protocol/record-order.ts';
import { collectRecords } from './collect-records.ts';
import {
  CollectorAccessError,
  type CollectorOptions,
  withCollector,
  withCollectorOptions,
} from './collector-access.ts';
import type { CliContext } from './context.ts';
import { jsonLine } from './json-line.ts';
import { timelineLine } from './session-text.ts';

const MAX_SHOWN = 10_000;

/** `countersign audit replay`: a session from its opening to its end, as one timeline. */
export function auditReplayCommand(context: CliContext): Command {
  const command = new Command('replay')
    .description('tell a session in one line a record: asked, answered, held, decided, pushed')
    .argument('<session>', 'id of a session');
  return withCollectorOptions(command, 'auditor').action((session: string, options: CollectorOptions) =>
    withCollector(context, { role: 'auditor', options }, async (client) => {
      const records = inOrder(await collectRecords(client, { session }, MAX_SHOWN));
      const [first] = records;
      if (first === undefined) {
        const hint = 'find sessions with: countersign audit search --event session.opened';
        throw new CollectorAccessError('not-found', `there is no record of a session ${session}`, hint);
      }
      if (options.json === true) for (const record of records) context.out(jsonLine(record));
      else context.out(records.map((each) => timelineLine(each.record, first.record)).join(''));
      if (records.length === MAX_SHOWN) context.err(`countersign: only the first ${MAX_SHOWN} are told\n`);
    }),
  );
}

/** The agent's clock may go backwards, its numbers do not; a session belongs to one agent. */
function inOrder(records: readonly StoredRecord[]): readonly StoredRecord[] {
  return records.toSorted(inWrittenOrder);
}
