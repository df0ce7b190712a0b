import { Writable } from 'node:stream';
import type { Command } from 'commander';
import { printable } from '../protocol/printable.ts';
import { type CollectorOptions, withCollector } from './collector-access.ts';
import type { CliContext } from './context.ts';
import { NO_CURSOR, openCursor } from './export/cursor.ts';
import { openTarget, type TargetOptions } from './export/open-target.ts';
import { DEFAULT_STREAM_LIMITS, type Streamed, streamRecords } from './export/stream.ts';
import { jsonLine } from './json-line.ts';
import { type FilterOptions, recordsFilter } from './records-filter.ts';

export interface StreamCommandOptions extends Omit<TargetOptions, 'format'> {
  readonly cursor?: string;
  readonly follow?: true;
}

export function withStreamOptions(command: Command): Command {
  return command
    .option(
      '--to <target>',
      'of ocsf a file (default: standard output); of syslog tls://HOST:PORT; of otlp https://HOST:PORT/v1/logs',
    )
    .option('--cursor <file>', 'go on where the last run stopped; moved past what the target has taken')
    .option('--follow', 'go on with what comes, until it is stopped')
    .option(
      '--ca <file>',
      'an authority, in PEM form, that vouches for the target besides those of this machine',
    )
    .option('--client-cert <file>', 'a certificate, in PEM form, for a target that wants one')
    .option('--client-key <file>', 'its key')
    .option('--header-file <file>', 'of otlp: header fields, one "name: value" a line')
    .addHelpText(
      'after',
      '\nEach record is sent at least once. A target that cannot be reached is tried again, with --follow for good.',
    );
}

interface Wanted extends CollectorOptions, FilterOptions, StreamCommandOptions {
  readonly format: TargetOptions['format'];
}

/** Sends records on. What it says of itself goes to standard error where the records go to standard output. */
export async function streamExport(
  context: CliContext,
  options: Wanted,
  stopped: () => Promise<unknown>,
): Promise<void> {
  const { format, to = '-', follow = false } = options;
  const stop = new AbortController();
  await withCollector(context, { role: 'auditor', options }, async (client) => {
    const filter = await recordsFilter(client, options);
    const target = await openTarget(options, outputOf(context));
    const scope = async () => ({ log: (await client.log(0)).origin, target: `${format} ${to}`, filter });
    const cursor = options.cursor === undefined ? NO_CURSOR : await openCursor(options.cursor, await scope());
    void stopped().then(() => stop.abort());
    const streamed = await streamRecords(
      {
        client,
        filter,
        target,
        cursor,
        follow,
        limits: DEFAULT_STREAM_LIMITS,
        onWait: ({ message }) => context.err(`countersign: ${printable(message)}; trying again\n`),
        onRejected: ({ rejected, said }) =>
          context.err(`countersign: the target threw ${rejected} away: ${printable(said ?? 'no reason')}\n`),
      },
      stop.signal,
    );
    const summary = options.json === true ? jsonLine(streamed) : text(streamed);
    if (to === '-') context.err(summary);
    else context.out(summary);
  });
}

/** What a command prints goes where its context says. */
function outputOf(context: CliContext): Writable {
  return new Writable({
    decodeStrings: false,
    write: (chunk: string, _encoding, done) => {
      context.out(chunk);
      done();
    },
  });
}

function text({ records, rejected, after }: Streamed): string {
  const lost = rejected === 0 ? '' : `, of which the target threw ${rejected} away`;
  return `${records} records sent${lost}; the last has id ${after}\n`;
}
