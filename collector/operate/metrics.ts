import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { HEALTH_PARTS, type Health } from './health.ts';

/** What is counted where it is kept, each time somebody asks. */
export interface Counts {
  readonly records: () => number | Promise<number>;
  readonly publishedRecords: () => number | Promise<number>;
  readonly unindexedRecords: () => number | Promise<number>;
  readonly pendingApprovals: () => number | Promise<number>;
  readonly agents: () => number | Promise<number>;
  readonly eventStreams: () => number | Promise<number>;
  readonly holds: () => number | Promise<number>;
  readonly sweepingKeys: () => number | Promise<number>;
  readonly lastRetentionRun: () => number | Promise<number>;
}

const GAUGES: readonly (readonly [keyof Counts, string, string])[] = [
  ['records', 'countersign_log_records', 'Records in the log.'],
  ['publishedRecords', 'countersign_log_published_records', 'Records in the published files of the log.'],
  [
    'unindexedRecords',
    'countersign_search_lag_records',
    'Records that cannot be found by their content yet.',
  ],
  ['pendingApprovals', 'countersign_approvals_pending', 'Approvals that wait for a decision.'],
  ['agents', 'countersign_agents', 'Agents that enrolled.'],
  ['eventStreams', 'countersign_event_streams', 'Readers of live updates.'],
  ['holds', 'countersign_holds', 'Holds that keep content whatever its age.'],
  [
    'sweepingKeys',
    'countersign_retention_sweeping_keys',
    'Keys of content that are destroyed and have left something unreadable.',
  ],
  [
    'lastRetentionRun',
    'countersign_retention_last_run_timestamp_seconds',
    'When this collector last looked for what is older than it is kept; 0: not yet.',
  ],
];

/** Seconds. */
const BUCKETS = [0.005, 0.02, 0.1, 0.5, 2, 10];

/**
 * Metrics in the text format of Prometheus. Labels are routes and statuses, never names of people, repositories or
 * addresses that a caller chose.
 */
export function createMetrics(counts: Counts, health: Pick<Health, 'isFailing'>): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const [key, name, help] of GAUGES) {
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        this.set(await counts[key]());
      },
    });
  }
  new Gauge({
    name: 'countersign_part_failing',
    help: '1 while what the part has to do cannot be done.',
    labelNames: ['part'],
    registers: [registry],
    collect() {
      for (const part of HEALTH_PARTS) this.set({ part }, health.isFailing(part) ? 1 : 0);
    },
  });
  return registry;
}

/** Times each answer of the server. Event streams, which last, are not among them. */
export function timeAnswers(server: FastifyInstance, registry: Registry): void {
  const seconds = new Histogram({
    name: 'countersign_http_request_duration_seconds',
    help: 'Time from a request to its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS,
    registers: [registry],
  });
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    seconds.observe(
      { method: request.method, route, status: String(reply.statusCode) },
      reply.elapsedTime / 1000,
    );
  });
}
