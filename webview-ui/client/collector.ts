import type { Approval } from '../../protocol/approval.ts';
import type {
  ApprovalReview,
  ApprovalsPage,
  ApprovalsQuery,
  VoteRequest,
} from '../../protocol/approvals-api.ts';
import type {
  AgentsAnswer,
  ApiError,
  CollectorEvent,
  LogView,
  RecordsPage,
  RecordsQuery,
} from '../../protocol/collector-api.ts';
import type { ConfigurationView, FeedView } from '../../protocol/configuration.ts';
import type { DryRun, PublishedPolicies } from '../../protocol/dry-run.ts';
import type { Overview, OverviewWindow } from '../../protocol/overview.ts';
import type { RevocationsAnswer, RevokeRequest } from '../../protocol/revocation.ts';
import {
  SESSION_KEY_HEADER,
  type SignInRequest,
  type SignInWays,
  type WebSession,
  type WebSessionView,
} from '../../protocol/web-session.ts';
import { readEvents } from './read-events.ts';
import { Refusal } from './refusal.ts';

/** The collector as the pages of one session see it. Every call throws Refusal when it says no. */
export interface Collector {
  whoAmI(): Promise<WebSessionView>;
  signOut(): Promise<void>;
  approvals(query: ApprovalsQuery, signal?: AbortSignal): Promise<ApprovalsPage>;
  approval(id: string, signal?: AbortSignal): Promise<Approval>;
  /** For reviewers. */
  readonly review: (id: string, signal?: AbortSignal) => Promise<ApprovalReview>;
  vote(id: string, vote: VoteRequest): Promise<Approval>;
  records(query: RecordsQuery, signal?: AbortSignal): Promise<RecordsPage>;
  overview(window: OverviewWindow, signal?: AbortSignal): Promise<Overview>;
  configuration(signal?: AbortSignal): Promise<ConfigurationView>;
  feed(signal?: AbortSignal): Promise<FeedView>;
  policies(signal?: AbortSignal): Promise<PublishedPolicies>;
  dryRun(asked: { readonly file: string; readonly days: number }, signal?: AbortSignal): Promise<DryRun>;
  revocations(signal?: AbortSignal): Promise<RevocationsAnswer>;
  revoke(request: RevokeRequest): Promise<void>;
  /** A revocation, by its number. */
  lift(id: number): Promise<void>;
  log(signal?: AbortSignal): Promise<LogView>;
  agents(signal?: AbortSignal): Promise<AgentsAnswer>;
  /** What happens from now on, in batches as it arrives. Ends when the stream does. */
  events(signal: AbortSignal): Promise<AsyncIterable<readonly CollectorEvent[]>>;
}

export async function signInWays(): Promise<SignInWays> {
  return (await (await send('GET', '/v1/sign-in', {})).json()) as SignInWays;
}

/** The session of whoever has just come back from the identity provider. */
export async function finishSignIn(): Promise<WebSession> {
  return (await (await send('POST', '/v1/login/session', {})).json()) as WebSession;
}

export async function signIn(token: string): Promise<WebSession> {
  const response = await send('POST', '/v1/session', { body: { token } satisfies SignInRequest });
  return (await response.json()) as WebSession;
}

export function collectorWith(key: string): Collector {
  const headers = { [SESSION_KEY_HEADER]: key };
  async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
    const response = await send('GET', path, { headers, ...(signal === undefined ? {} : { signal }) });
    return (await response.json()) as T;
  }
  return {
    whoAmI: () => get('/v1/session'),
    signOut: async () => void (await send('DELETE', '/v1/session', { headers })),
    approvals: (query, signal) => get(`/v1/approvals?${search(query)}`, signal),
    approval: (id, signal) => get(`/v1/approvals/${encodeURIComponent(id)}`, signal),
    review: (id, signal) => get(`/v1/approvals/${encodeURIComponent(id)}/review`, signal),
    vote: async (id, vote) => {
      const path = `/v1/approvals/${encodeURIComponent(id)}/votes`;
      return (await (await send('POST', path, { headers, body: vote })).json()) as Approval;
    },
    records: (query, signal) => get(`/v1/records?${search(query)}`, signal),
    overview: (window, signal) => get(`/v1/overview?window=${window}`, signal),
    configuration: (signal) => get('/v1/configuration', signal),
    feed: (signal) => get('/v1/feed', signal),
    policies: (signal) => get('/v1/policies', signal),
    dryRun: ({ file, days }, signal) => get(`/v1/policies/${file}/dry-run?days=${days}`, signal),
    revocations: (signal) => get('/v1/revocations', signal),
    revoke: async (request) => void (await send('POST', '/v1/revocations', { headers, body: request })),
    lift: async (id) => void (await send('DELETE', `/v1/revocations/${id}`, { headers })),
    log: (signal) => get('/v1/log', signal),
    agents: (signal) => get('/v1/agents', signal),
    events: async (signal) => {
      const { body } = await send('GET', '/v1/events', { headers, signal });
      if (body === null) throw new Refusal('away', 'the stream of events has no body', 'try again');
      return readEvents(body);
    },
  };
}

interface Sending {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly signal?: AbortSignal;
}

async function send(
  method: string,
  path: string,
  { headers = {}, body, signal }: Sending,
): Promise<Response> {
  const json = body === undefined ? {} : { body: JSON.stringify(body) };
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(path, {
    method,
    headers: { ...headers, ...type },
    credentials: 'same-origin',
    cache: 'no-store',
    ...json,
    ...(signal === undefined ? {} : { signal }),
  });
  if (response.ok) return response;
  const { error } = (await response.json()) as ApiError;
  throw new Refusal(error.code, error.message, error.hint);
}

function search(query: ApprovalsQuery | RecordsQuery): string {
  const set = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  return new URLSearchParams(set.map(([name, value]) => [name, String(value)])).toString();
}
