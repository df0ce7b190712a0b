import type { FastifyInstance } from 'fastify';
import type { Overview, OverviewWindow } from '../../protocol/overview.ts';
import { OVERVIEW_QUERY } from '../../protocol/overview-schema.ts';
import type { Role } from '../identity/caller.ts';
import type { CollectorLimits } from '../limits.ts';
import type { Store } from '../store/store.ts';
import { overviewOf } from './overview.ts';

export interface OverviewRoutePorts {
  readonly store: Pick<Store, 'tallies' | 'search'>;
  readonly clock: () => Date;
  readonly limits: Pick<CollectorLimits, 'maxOverviewSeries' | 'maxOverviewRows'>;
}

const config = { roles: ['auditor'] satisfies Role[] };

/** What happened, in sums: read from what was counted before, so that it costs the same however much happened. */
export function overviewRoutes(routes: FastifyInstance, { store, clock, limits }: OverviewRoutePorts): void {
  const ports = { tallies: store.tallies, behind: () => store.search.behind(), limits };
  routes.get<{ Querystring: { readonly window?: OverviewWindow }; Reply: Overview }>(
    '/v1/overview',
    { config, schema: { querystring: OVERVIEW_QUERY } },
    async ({ query }) => overviewOf(query.window ?? 'day', clock(), ports),
  );
}
