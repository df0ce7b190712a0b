import type { FastifyInstance } from 'fastify';
import type { AgentsAnswer, RecordsPage } from '../../protocol/collector-api.ts';
import { RECORDS_QUERY } from '../../protocol/collector-schema.ts';
import type { Role } from '../identity/caller.ts';
import type { CollectorLimits } from '../limits.ts';
import { pageLimit } from '../page-limit.ts';
import type { AgentsTable } from '../store/agents.ts';
import type { RecordsTable } from '../store/records.ts';

export interface SearchPorts {
  readonly records: RecordsTable;
  readonly agents: AgentsTable;
  readonly limits: Pick<CollectorLimits, 'maxPageSize'>;
}

/** A query string as its schema lets it through. */
interface RecordsQueryString {
  readonly after?: string;
  readonly limit?: string;
  readonly session?: string;
  readonly exchange?: string;
  readonly event?: string;
  readonly order?: 'oldest' | 'newest';
}

const config = { roles: ['auditor'] satisfies Role[] };

/** An answer without pages: there is one agent a token, and tokens are handed out by hand. */
const MAX_AGENTS = 10_000;

/** What auditors look for. */
export function searchRoutes(routes: FastifyInstance, ports: SearchPorts): void {
  routes.get<{ Reply: AgentsAnswer }>('/v1/agents', { config }, async () => ({
    agents: ports.agents.list(MAX_AGENTS),
  }));
  routes.get<{ Querystring: RecordsQueryString; Reply: RecordsPage }>(
    '/v1/records',
    { config, schema: { querystring: RECORDS_QUERY } },
    async ({ query }) => {
      const limit = pageLimit(query.limit, ports.limits.maxPageSize);
      const records = ports.records.page({
        session: query.session ?? null,
        exchange: query.exchange ?? null,
        event: query.event ?? null,
        after: query.after === undefined ? null : Number(query.after),
        order: query.order ?? 'oldest',
        limit,
      });
      const last = records.at(-1);
      return { records, next: last === undefined || records.length < limit ? null : last.id };
    },
  );
}
