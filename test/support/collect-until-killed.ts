import { startCollector } from '../../collector/server.ts';
import type { PostgresSettings } from '../../collector/store/postgres/settings.ts';
import { say } from './say.ts';

/**
 * A collector that publishes its log and checks signatures without a pause, and in small steps, so that a kill comes anywhere among them. Its
 * arguments are its folder and, for one that shares a database, the settings of that as JSON.
 */
const [directory = '', database = 'null'] = process.argv.slice(2);
const collector = await startCollector({
  directory,
  port: 0,
  database: JSON.parse(database) as PostgresSettings | null,
  clock: () => new Date(),
  limits: { publishMs: 0, maxPublishedLeaves: 7, indexPauseMs: 0 },
});
say(collector.url);
