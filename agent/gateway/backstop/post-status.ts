import type { JsonObject } from '../../../protocol/json.ts';
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

/**
 * One commit status or check run (REST API, "Create a commit status", "Create a check run"), with a credential that can
 * post such there and no more.
 */
export async function postStatus(
  pending: PendingStatus,
  settings: BackstopSettings,
  { credentials, call }: PostPorts,
  stop: AbortSignal,
): Promise<Posted> {
  const api = settings.apis.get(pending.host);
  if (api === undefined) return { kind: 'refused', status: 0 };
  const signal = AbortSignal.any([stop, AbortSignal.timeout(ATTEMPT_MS)]);
  const { repository, session, exchange } = pending;
  const { permissions, path, body } = POSTS[settings.as](pending, settings);
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
      scope: { reach: 'repository', permissions, lifetimeMs: ATTEMPT_MS },
    },
    signal,
  );
  if (brokered.kind === 'refused') return { kind: 'failed', reason: brokered.reason };
  try {
    const { status } = await call({
      ...{ api, method: 'POST', path: `/repos/${repository}${path}`, signal },
      ...{ authorization: brokered.authorization, body },
    });
    if (status === 201) return { kind: 'posted' };
    return GONE.has(status) ? { kind: 'refused', status } : { kind: 'failed', reason: `status ${status}` };
  } finally {
    await brokered.release();
  }
}

interface Post {
  readonly permissions: Readonly<Record<string, 'write'>>;
  /** Below the repository. */
  readonly path: string;
  readonly body: JsonObject;
}

const SAID = 'let through by a Countersign gateway';

const POSTS: Readonly<
  Record<BackstopSettings['as'], (pending: PendingStatus, settings: BackstopSettings) => Post>
> = {
  status: (pending, settings) => ({
    permissions: { statuses: 'write' },
    path: `/statuses/${pending.commit}`,
    body: {
      state: 'success',
      context: settings.context,
      description: SAID,
      target_url: recordsOf(pending, settings),
    },
  }),
  check: (pending, settings) => ({
    permissions: { checks: 'write' },
    path: '/check-runs',
    body: {
      name: settings.context,
      head_sha: pending.commit,
      status: 'completed',
      conclusion: 'success',
      details_url: recordsOf(pending, settings),
      output: { title: SAID, summary: SAID },
    },
  }),
};

function recordsOf({ session }: PendingStatus, { records }: BackstopSettings): string {
  return new URL(`/activity/${encodeURIComponent(session)}`, records).href;
}
