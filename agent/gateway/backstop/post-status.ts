import type { CredentialBroker } from '../../credential/broker.ts';
import type { CallApi } from '../../credential/github-calls.ts';
import type { BackstopSettings } from '../settings.ts';
import type { PendingStatus } from './status-queue.ts';

/** What became of an attempt: `refused` is for good, since GitHub has no such commit or repository. */
export type Posted =
  | { readonly kind: 'posted' }
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'failed'; readonly reason: string };

export interface PostPorts {
  readonly credentials: CredentialBroker;
  readonly call: CallApi;
}

/** How long one attempt may take, and how long its credential is good for. */
const ATTEMPT_MS = 60_000;
const GONE: ReadonlySet<number> = new Set([404, 410, 422]);

/** One commit status (REST API, "Create a commit status"), with a credential that can post statuses there and no more. */
export async function postStatus(
  pending: PendingStatus,
  { apis, context, records }: BackstopSettings,
  { credentials, call }: PostPorts,
  stop: AbortSignal,
): Promise<Posted> {
  const api = apis.get(pending.host);
  if (api === undefined) return { kind: 'refused', status: 0 };
  const signal = AbortSignal.any([stop, AbortSignal.timeout(ATTEMPT_MS)]);
  const { repository, session, exchange, commit } = pending;
  const brokered = await credentials.obtain(
    {
      ...{
        host: api.hostname,
        port: Number(api.port || 443),
        purpose: 'api.call',
        repository,
        session,
        exchange,
      },
      scope: { reach: 'repository', permissions: { statuses: 'write' }, lifetimeMs: ATTEMPT_MS },
    },
    signal,
  );
  if (brokered.kind === 'refused') return { kind: 'failed', reason: brokered.reason };
  try {
    const { status } = await call({
      ...{ api, method: 'POST', path: `/repos/${repository}/statuses/${commit}`, signal },
      authorization: brokered.authorization,
      body: {
        state: 'success',
        context,
        description: 'let through by a Countersign gateway',
        target_url: new URL(`/activity/${encodeURIComponent(session)}`, records).href,
      },
    });
    if (status === 201) return { kind: 'posted' };
    return GONE.has(status) ? { kind: 'refused', status } : { kind: 'failed', reason: `status ${status}` };
  } finally {
    await brokered.release();
  }
}
