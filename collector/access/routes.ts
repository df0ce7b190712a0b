import type { FastifyInstance } from 'fastify';
import type { AccessView } from '../../protocol/collector-api.ts';
import { ACCESS_QUERY } from '../../protocol/collector-schema.ts';
import type { Role } from '../identity/caller.ts';
import type { CollectorLimits } from '../limits.ts';
import { pageLimit } from '../page-limit.ts';
import type { AccessJournal } from './access-journal.ts';

interface AccessPorts {
  readonly journal: Pick<AccessJournal, 'name' | 'page'>;
  readonly limits: Pick<CollectorLimits, 'maxPageSize'>;
}

interface AccessQueryString {
  readonly after?: string;
  readonly limit?: string;
  readonly order?: 'oldest' | 'newest';
}

const config = { roles: ['auditor'] satisfies Role[], reads: 'access' } as const;

/** Who signed in and read what, for those who watch the watchers. */
export function accessRoutes(routes: FastifyInstance, { journal, limits }: AccessPorts): void {
  routes.get<{ Querystring: AccessQueryString; Reply: AccessView }>(
    '/v1/access',
    { config, schema: { querystring: ACCESS_QUERY } },
    async ({ query }) => {
      const limit = pageLimit(query.limit, limits.maxPageSize);
      const after = query.after === undefined ? null : Number(query.after);
      const records = await journal.page({ after, order: query.order ?? 'oldest', limit });
      const last = records.at(-1);
      const next = last === undefined || records.length < limit ? null : last.record.seq;
      return { journal: journal.name, records, next };
    },
  );
}
