import type { FastifyInstance } from 'fastify';
import type { CompiledPolicy } from '../../policy/compile.ts';
import { PolicyError } from '../../policy/policy-error.ts';
import type { DryRun, PublishedPolicies as PoliciesAnswer, PublishedPolicy } from '../../protocol/dry-run.ts';
import { DRY_RUN_PARAMS, DRY_RUN_QUERY } from '../../protocol/dry-run-schema.ts';
import { ApiFault } from '../api-fault.ts';
import type { PublishedPolicies } from '../feed/published-policies.ts';
import { callerOf } from '../identity/authenticate.ts';
import type { Role } from '../identity/caller.ts';
import { type DryRunPorts, openDryRuns } from './dry-run.ts';

export interface DryRunRoutePorts extends DryRunPorts {
  /** Null: no feed is served. */
  readonly policies: PublishedPolicies | null;
  readonly clock: () => Date;
}

const roles: readonly Role[] = ['auditor', 'policy-publisher', 'admin'];

const DAY_MS = 24 * 60 * 60_000;
const DEFAULT_DAYS = 7;

/** Which policies are published, and what each would have decided. */
export function dryRunRoutes(routes: FastifyInstance, { policies, clock, ...ports }: DryRunRoutePorts): void {
  const tryPolicy = openDryRuns(ports);
  routes.get<{ Reply: PoliciesAnswer }>('/v1/policies', { config: { roles } }, async () => {
    const files = (await policies?.files()) ?? [];
    return { policies: await Promise.all(files.map(async (file) => viewOf(file, await compiled(file)))) };
  });
  routes.get<{
    Params: { readonly file: string };
    Querystring: { readonly days?: string };
    Reply: DryRun;
  }>(
    '/v1/policies/:file/dry-run',
    {
      config: { roles, reads: 'records' },
      schema: { params: DRY_RUN_PARAMS, querystring: DRY_RUN_QUERY },
    },
    async (request, reply) => {
      const { file } = request.params;
      const isThere = (await policies?.files())?.includes(file) ?? false;
      if (!isThere) throw new ApiFault('not-found', 'the policy feed has no such policy');
      const policy = await compiled(file);
      if (policy === null) throw new ApiFault('invalid', 'this policy cannot be enforced, so nobody would');
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      const since = new Date(clock().getTime() - Number(request.query.days ?? DEFAULT_DAYS) * DAY_MS);
      const withExamples = callerOf(request).roles.includes('auditor');
      const found = await tryPolicy(policy, { since, withExamples }, gone.signal);
      return { policy: viewOf(file, policy), ...found };
    },
  );

  async function compiled(file: string): Promise<CompiledPolicy | null> {
    try {
      return (await policies?.read(file)) ?? null;
    } catch (cause) {
      if (cause instanceof PolicyError) return null;
      throw cause;
    }
  }
}

function viewOf(file: string, policy: CompiledPolicy | null): PublishedPolicy {
  return { file, hash: policy?.hash ?? null, rules: policy?.rules.length ?? 0 };
}
