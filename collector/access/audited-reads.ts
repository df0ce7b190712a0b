import { hash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { JsonObject } from '../../protocol/json.ts';
import { callerOf, sessionOf } from '../identity/authenticate.ts';
import { isPerson } from '../identity/caller.ts';
import type { AccessAudit } from './access-audit.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What people read here, for the access journal; left out: nothing of anybody. */
    readonly reads?: 'records' | 'approvals' | 'updates' | 'access';
  }
}

/** Writes down which person reads what, before they get it. */
export function auditReads(routes: FastifyInstance, audit: Pick<AccessAudit, 'read'>): void {
  routes.addHook('preHandler', async (request) => {
    const { url, config } = request.routeOptions;
    if (config.reads === undefined) return;
    const caller = callerOf(request);
    if (!isPerson(caller)) return;
    await audit.read(caller, sessionOf(request), {
      what: config.reads,
      route: url ?? '',
      ...askedFor(request),
    });
  });
}

/** Every page of one search is one read. Words may be a secret that is looked for, so they are told as their hash. */
function askedFor({ params, query }: FastifyRequest): JsonObject {
  const { id, file } = params as { readonly id?: string; readonly file?: string };
  const of = id ?? file;
  const { after: _after, limit: _limit, words, ...filter } = query as Readonly<Record<string, string>>;
  return {
    ...(of === undefined ? {} : { id: of }),
    filter: words === undefined ? filter : { ...filter, words: `sha256:${hash('sha256', words)}` },
  };
}
