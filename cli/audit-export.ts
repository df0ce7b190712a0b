import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import type { RecordsQuery } from '../protocol/collector-api.ts';
import { type StreamCommandOptions, streamExport, withStreamOptions } from './audit-export-stream.ts';
import { type CollectorOptions, withCollector, withCollectorOptions } from './collector-access.ts';
import type { CliContext } from './context.ts';
import { exportBundle } from './evidence/export.ts';
import { EXPORT_FORMATS, type ExportFormat } from './export/open-target.ts';
import { jsonLine } from './json-line.ts';
import { type FilterOptions, recordsFilter, withFilterOptions } from './records-filter.ts';
import { untilStopped } from './until-stopped.ts';

interface ExportOptions extends CollectorOptions, FilterOptions, StreamCommandOptions {
  readonly out?: string;
  readonly format?: ExportFormat;
}

/** Options that mean nothing to a bundle. */
const OF_STREAMS = ['to', 'cursor', 'follow', 'ca', 'clientCert', 'clientKey', 'headerFile'] as const;

/** `countersign audit export`: records with all that proves them, or as another system wants them. */
export function auditExportCommand(
  context: CliContext,
  stopped: () => Promise<unknown> = untilStopped,
): Command {
  const command = new Command('export')
    .description('write records, and all that proves them, into a folder; or send them on in another format')
    .option('--out <dir>', 'folder to write a bundle into; must not exist or be empty')
    .addOption(new Option('--format <format>', 'send them on instead').choices(EXPORT_FORMATS));
  return withCollectorOptions(withFilterOptions(withStreamOptions(command)), 'auditor').action(
    async (options: ExportOptions) => {
      const { out, format } = options;
      const misplaced = OF_STREAMS.filter((name) => options[name] !== undefined);
      if (format === undefined && out !== undefined && misplaced.length === 0) {
        return withCollector(context, { role: 'auditor', options }, (client) =>
          writeBundle(context, { client, options, out }),
        );
      }
      if (format !== undefined && out === undefined) {
        return streamExport(context, { ...options, format }, stopped);
      }
      return command.error('error: give --out DIR for a bundle, or --format and what goes with it', {
        exitCode: 2,
      });
    },
  );
}

interface BundleParts {
  readonly client: Parameters<typeof exportBundle>[0]['client'];
  readonly options: ExportOptions;
  readonly out: string;
}

async function writeBundle(context: CliContext, { client, options, out }: BundleParts): Promise<void> {
  const filter = await recordsFilter(client, options);
  const folder = resolve(out);
  const asked: RecordsQuery | null = Object.keys(filter).length === 0 ? null : filter;
  const manifest = await exportBundle({ client, folder, filter: asked, now: new Date() });
  if (options.json === true) return context.out(jsonLine({ ...manifest, folder }));
  const { records, size } = manifest;
  const what = asked === null ? `all ${records} records` : `${records} of ${size} records`;
  context.out(`${what} are in ${folder}\nverify them with: countersign audit verify ${folder} --trust KEY\n`);
}
