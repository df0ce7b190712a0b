import { resolve } from 'node:path';
import { Command } from 'commander';
import type { RecordsQuery } from '../protocol/collector-api.ts';
import { type CollectorOptions, withCollector, withCollectorOptions } from './collector-access.ts';
import type { CliContext } from './context.ts';
import { exportBundle } from './evidence/export.ts';
import { jsonLine } from './json-line.ts';
import { type FilterOptions, recordsFilter, withFilterOptions } from './records-filter.ts';

interface ExportOptions extends CollectorOptions, FilterOptions {
  readonly out: string;
}

/** `countersign audit export`: records with all that proves them, to be looked at anywhere. */
export function auditExportCommand(context: CliContext): Command {
  const command = new Command('export')
    .description('write records, and all that proves them, into a folder')
    .requiredOption('--out <dir>', 'folder to write; must not exist or be empty');
  return withCollectorOptions(withFilterOptions(command), 'auditor').action((options: ExportOptions) =>
    withCollector(context, { role: 'auditor', options }, async (client) => {
      const filter = recordsFilter(options);
      const folder = resolve(options.out);
      const asked: RecordsQuery | null = Object.keys(filter).length === 0 ? null : filter;
      const manifest = await exportBundle({ client, folder, filter: asked, now: new Date() });
      if (options.json === true) return context.out(jsonLine({ ...manifest, folder }));
      const { records, size } = manifest;
      const what = asked === null ? `all ${records} records` : `${records} of ${size} records`;
      context.out(
        `${what} are in ${folder}\nverify them with: countersign audit verify ${folder} --trust KEY\n`,
      );
    }),
  );
}
