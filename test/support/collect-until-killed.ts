import { writeSync } from 'node:fs';
import { startCollector } from '../../collector/server.ts';

/** A collector that publishes its log without a pause and in small steps, so that a kill comes anywhere among them. */
const [directory = ''] = process.argv.slice(2);
const collector = await startCollector({
  directory,
  port: 0,
  clock: () => new Date(),
  limits: { publishMs: 0, maxPublishedLeaves: 7 },
});
writeSync(1, `${collector.url}\n`);
