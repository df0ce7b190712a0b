import { startCollector } from '../../collector/server.ts';

/** A collector that destroys what is old, a little at a time, until somebody kills it. */
const [directory = '', now = ''] = process.argv.slice(2);

const collector = await startCollector({
  directory,
  port: 0,
  clock: () => new Date(now),
  retention: { prompt: 1, answer: 1, review: null },
  limits: { maxDestroyedAtOnce: 2, maxSweptAtOnce: 1, retentionEveryMs: 5, retentionRetryMs: 5 },
});
process.stdout.write(`${collector.url}\n`);
