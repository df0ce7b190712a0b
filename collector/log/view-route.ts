import type { FastifyInstance } from 'fastify';
import type { LogView } from '../../protocol/collector-api.ts';
import { LOG_QUERY } from '../../protocol/collector-schema.ts';
import type { Role } from '../identity/caller.ts';
import type { CollectorKey } from '../identity/collector-key.ts';
import type { Health } from '../operate/health.ts';
import { logSigner } from './log-signer.ts';
import type { RecordLog } from './record-log.ts';

export interface LogViewPorts {
  readonly recordLog: Pick<RecordLog, 'head'>;
  readonly key: CollectorKey;
  readonly health: Pick<Health, 'problems'>;
  /** How many records are in the log's files, and how many cannot be found by content yet. */
  readonly lag: () => Promise<{ readonly publishedSize: number; readonly unindexed: number }>;
}

const config = { roles: ['auditor', 'admin'] satisfies Role[] };

/** What the log has, for those who watch over it. Nothing of it needs to be believed: the checkpoint is signed. */
export function logViewRoute(routes: FastifyInstance, { recordLog, key, health, lag }: LogViewPorts): void {
  const origin = logSigner(key).name;
  routes.get<{ Querystring: { readonly knownSize?: string }; Reply: LogView }>(
    '/v1/log',
    { config, schema: { querystring: LOG_QUERY } },
    async ({ query }) => ({
      origin,
      publicKey: key.publicKey,
      ...(await recordLog.head(Number(query.knownSize ?? 0))),
      ...(await lag()),
      problems: health.problems(),
    }),
  );
}
