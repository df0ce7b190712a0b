import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { backUp } from '../collector/backup/backup.ts';
import { restore } from '../collector/backup/restore.ts';
import { readSettings } from '../collector/settings.ts';
import { PostgresConnection } from '../collector/store/postgres/connection.ts';
import { migrate } from '../collector/store/postgres/migrate.ts';
import { openSqliteStore } from '../collector/store/sqlite/open.ts';
import type { CliContext } from './context.ts';
import { jsonLine } from './json-line.ts';

interface Options {
  readonly json?: true;
}

/**
 * `countersign collector backup`, `restore` and `migrate`. What is written behind them is read as an option of
 * `collector` where that has one of the name.
 */
export function storeCommands(context: CliContext): readonly Command[] {
  const directory = join(context.home, 'collector');
  const say = ({ json }: Options, value: object, text: string): void =>
    context.out(json === true ? jsonLine(value) : `${text}\n`);
  return [
    new Command('backup')
      .description('copy the database and the signing key of the collector here, which may run meanwhile')
      .argument('<folder>', 'made; must not be there')
      .option('--json', 'print a JSON object instead of text')
      .action(async (folder: string, _own: Options, command: Command) => {
        const options = command.optsWithGlobals<Options>();
        const { records } = await backUp(directory, resolve(folder));
        say(
          options,
          { records, folder },
          `${records} records backed up to ${folder}; it holds the signing key`,
        );
      }),
    new Command('restore')
      .description('put a backup in the place of a collector that is gone')
      .argument('<folder>', 'that `collector backup` made')
      .option('--json', 'print a JSON object instead of text')
      .action(async (folder: string, _own: Options, command: Command) => {
        const options = command.optsWithGlobals<Options>();
        const { records } = await restore(resolve(folder), directory);
        say(options, { records, directory }, `${records} records restored to ${directory}`);
      }),
    new Command('migrate')
      .description('bring the database up to date without starting the collector')
      .option('--config <file>', 'settings that name a PostgreSQL')
      .option('--json', 'print a JSON object instead of text')
      .action(async (_own: Options, command: Command) => {
        const { config, ...options } = command.optsWithGlobals<Options & { readonly config?: string }>();
        await bringUpToDate(directory, config);
        say(options, { migrated: true }, 'the database is up to date');
      }),
  ];
}

async function bringUpToDate(directory: string, config: string | undefined): Promise<void> {
  const database = config === undefined ? null : readSettings(config).database;
  if (database === null) {
    await openSqliteStore(directory).close();
    return;
  }
  const connection = new PostgresConnection(database);
  try {
    await migrate(connection);
  } finally {
    await connection.close();
  }
}
