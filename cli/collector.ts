import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { destination } from 'pino';
import { localTokenPaths } from '../collector/identity/local-tokens.ts';
import { createCollectorLog } from '../collector/log.ts';
import { describeApi } from '../collector/openapi/describe.ts';
import { type Collector, startCollector } from '../collector/server.ts';
import { type CollectorSettings, readSettings } from '../collector/settings.ts';
import { storeCommands } from './collector-backup.ts';
import { retentionCommands } from './collector-retention.ts';
import type { CliContext } from './context.ts';
import { jsonLine } from './json-line.ts';
import { pagesDirectory } from './pages-directory.ts';
import { portOption } from './port-option.ts';
import { untilStopped } from './until-stopped.ts';

interface Options {
  readonly port: number;
  readonly config?: string;
  readonly feed?: string;
  readonly json?: true;
}

/** `countersign collector`. `stopped` resolves when it shall end. */
export function collectorCommand(
  context: CliContext,
  stopped: () => Promise<unknown> = untilStopped,
): Command {
  const command = new Command('collector')
    .description('run the collector in the foreground: it receives records and holds approvals')
    .addOption(portOption('port on loopback', 7421))
    .option(
      '--config <file>',
      'settings to serve more than this machine: its address, TLS, the identity provider',
    )
    .option('--feed <folder>', 'the published folder of a policy feed, to serve at /feed/')
    .option('--json', 'print a JSON object instead of text')
    .addHelpText(
      'after',
      '\nWithout --config it makes local tokens and serves this machine only. Stops on SIGINT or SIGTERM.\nExit codes: 0 stopped; 1 it cannot start; 2 wrong usage.',
    )
    .action(async ({ port, config, feed, json }: Options) => {
      const directory = join(context.home, 'collector');
      const settings = config === undefined ? null : readSettings(config);
      const log = createCollectorLog(destination(2), process.env['COUNTERSIGN_LOG'] ?? 'warn');
      const collector = await startCollector({
        directory,
        port: settings?.port ?? port,
        ...(settings === null ? {} : withSettings(settings)),
        ...(feed === undefined ? {} : { feedDirectory: resolve(feed) }),
        clock: () => new Date(),
        log,
        pagesDirectory: pagesDirectory(),
      });
      const tokens = settings === null ? localTokenPaths(directory) : null;
      context.out(
        json === true
          ? jsonLine({ url: collector.url, pages: collector.servesPages, key: collector.publicKey, tokens })
          : text(collector, tokens),
      );
      await stopped();
      await collector.close();
    });
  command
    .command('openapi')
    .description("print the description of the collector's API, as OpenAPI 3.1")
    .action(async () => context.out(`${JSON.stringify(await describeApi(), null, 2)}\n`));
  for (const each of [...storeCommands(context), ...retentionCommands(context)]) command.addCommand(each);
  return command;
}

function withSettings({ host, metrics, database, signingKey, retention, ...shared }: CollectorSettings) {
  return { host, shared, database, signingKey, retention, ...(metrics === null ? {} : { metrics }) };
}

function text(
  { url, publicKey, servesPages }: Collector,
  tokens: ReturnType<typeof localTokenPaths> | null,
): string {
  const pages = servesPages
    ? `pages for reviewers and auditors: open ${url}/ in a browser`
    : 'no pages: build them with npm run setup';
  const head = `collector on ${url}\n${pages}\nkey of its log, for auditors: ${publicKey}\n`;
  if (tokens === null) return head;
  const lines = Object.entries(tokens).map(([role, path]) => `  ${role.padEnd(16)} ${path}\n`);
  return `${head}local tokens, each for one role; the agent works for the developer:\n${lines.join('')}`;
}
