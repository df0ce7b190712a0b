import { Command } from 'commander';
import { recordsTable } from './audit-text.ts';
import { collectRecords, readLimit } from './collect-records.ts';
import { type CollectorOptions, withCollector, withCollectorOptions } from './collector-access.ts';
import type { CliContext } from './context.ts';
import { jsonLine } from './json-line.ts';
import { type FilterOptions, recordsFilter, withFilterOptions } from './records-filter.ts';

interface SearchOptions extends CollectorOptions, FilterOptions {
  readonly limit: number;
}

/** `countersign audit search`: the newest records that match everything that was given. */
export function auditSearchCommand(context: CliContext): Command {
  const command = new Command('search')
    .description('find records by who, what, where and when, or by words; the last one last')
    .argument('[words...]', 'words that all occur in the record')
    .option('--limit <number>', 'how many', readLimit, 50);
  return withCollectorOptions(withFilterOptions(command), 'auditor').action(
    (words: readonly string[], options: SearchOptions) =>
      withCollector(context, { role: 'auditor', options }, async (client) => {
        const given = [options.words ?? '', ...words].join(' ').trim();
        const all = given === '' ? {} : { words: given };
        const filter = await recordsFilter(client, { ...options, ...all });
        const query = { ...filter, order: 'newest' } as const;
        const records = (await collectRecords(client, query, options.limit)).toReversed();
        if (options.json === true) for (const record of records) context.out(jsonLine(record));
        else context.out(records.length === 0 ? 'no record matches\n' : recordsTable(records));
      }),
  );
}
