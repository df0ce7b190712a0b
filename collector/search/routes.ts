import type { FastifyInstance } from 'fastify';
import type { AgentsAnswer, EnrolledAgent, RecordsPage, RecordsQuery } from '../../protocol/collector-api.ts';
import { RECORDS_QUERY } from '../../protocol/collector-schema.ts';
import type { Role } from '../identity/caller.ts';
import type { CollectorLimits } from '../limits.ts';
import { pageLimit } from '../page-limit.ts';
import type { AgentsTable } from '../store/agents.ts';
import type { OdditiesTable } from '../store/oddities.ts';
import type { RecordFilter } from '../store/record-filter.ts';
import type { RecordsTable } from '../store/records.ts';
import type { Indexer } from './indexer.ts';

export interface SearchPorts {
  readonly records: RecordsTable;
  readonly agents: AgentsTable;
  readonly oddities: OdditiesTable;
  readonly indexer: Pick<Indexer, 'upToDate'>;
  readonly limits: Pick<CollectorLimits, 'maxPageSize'>;
}

/** A query string as its schema lets it through. */
interface RecordsQueryString extends Omit<RecordsQuery, 'after' | 'limit'> {
  readonly after?: string;
  readonly limit?: string;
}

const config = { roles: ['auditor'] satisfies Role[] };
const AGENT_READERS: readonly Role[] = ['auditor', 'policy-publisher', 'admin'];

/** An answer without pages: there is one agent a token, and tokens are handed out by hand. */
const MAX_AGENTS = 10_000;

/** What auditors look for. */
export function searchRoutes(routes: FastifyInstance, ports: SearchPorts): void {
  routes.get<{ Reply: AgentsAnswer }>('/v1/agents', { config: { roles: AGENT_READERS } }, async () => {
    const agents: EnrolledAgent[] = [];
    for (const agent of await ports.agents.list(MAX_AGENTS)) {
      agents.push({ ...agent, findings: await ports.oddities.ofAgent(agent.agent, agent.seq) });
    }
    return { agents };
  });
  routes.get<{ Querystring: RecordsQueryString; Reply: RecordsPage }>(
    '/v1/records',
    { config: { ...config, reads: 'records' }, schema: { querystring: RECORDS_QUERY } },
    async ({ query }) => {
      const limit = pageLimit(query.limit, ports.limits.maxPageSize);
      const filter = filterOf(query, limit);
      if (filter.facets.length > 0 || filter.words.length > 0) await ports.indexer.upToDate();
      const records = await ports.records.page(filter);
      const last = records.at(-1);
      return { records, next: last === undefined || records.length < limit ? null : last.id };
    },
  );
}

function filterOf(query: RecordsQueryString, limit: number): RecordFilter {
  return {
    session: query.session ?? null,
    exchange: query.exchange ?? null,
    event: query.event ?? null,
    agent: query.agent ?? null,
    since: query.since === undefined ? null : Date.parse(query.since),
    until: query.until === undefined ? null : Date.parse(query.until),
    facets: FACETS.flatMap((name) => {
      const value = query[name];
      return value === undefined ? [] : [{ name, value }];
    }),
    words: (query.words ?? '').split(/\s+/).filter((word) => word !== ''),
    after: query.after === undefined ? null : Number(query.after),
    order: query.order ?? 'oldest',
    limit,
  };
}

/** Those that few records share come first: the first one is what is walked. */
const FACETS = ['ref', 'repository', 'rule', 'masked', 'subject', 'model', 'decision', 'actor'] as const;
