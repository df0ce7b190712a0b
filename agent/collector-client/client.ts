import type { ValidateFunction } from 'ajv';
import type { Approval, ApprovalAsk, SignedClaim } from '../../protocol/approval.ts';
import type {
  ApprovalReview,
  ApprovalsPage,
  ApprovalsQuery,
  ClaimRequest,
  SpendRequest,
  VoteRequest,
} from '../../protocol/approvals-api.ts';
import type { SignedRecord } from '../../protocol/audit-record.ts';
import type {
  AccessView,
  AgentsAnswer,
  AgentTokenAnswer,
  AgentTokenRequest,
  CollectorEvent,
  EnrolRequest,
  EnrolResponse,
  LogView,
  RecordsHead,
  RecordsPage,
  RecordsQuery,
  RecordsResponse,
} from '../../protocol/collector-api.ts';
import { type TileFile, tileFilePath } from '../../protocol/merkle/tile.ts';
import type { Overview, OverviewWindow } from '../../protocol/overview.ts';
import type { CallerView } from '../../protocol/panel-view.ts';
import type { Hold, HoldRequest, HoldsAnswer, RetentionView } from '../../protocol/retention.ts';
import type {
  RevocationsAnswer,
  Revoked,
  RevokeRequest,
  SignedRevocations,
} from '../../protocol/revocation.ts';
import { readAnswer, refusalOf, SHAPES } from './answers.ts';
import { CollectorError } from './collector-error.ts';
import { readEvents } from './event-stream.ts';
import { Transport } from './transport.ts';

export interface CollectorClientOptions {
  /** `http://HOST:PORT`. */
  readonly url: string;
  readonly token: string;
  /** For one answer, and for a silence of the event stream; above the collector's keep-alive. */
  readonly timeoutMs: number;
}

/** The collector's API, typed. Every call throws CollectorError when there is no answer that can be used. */
export interface CollectorClient {
  enrol(request: EnrolRequest, signal?: AbortSignal): Promise<EnrolResponse>;
  /** `logSize` is that of the checkpoint verified last; the receipt of the answer continues from there. */
  head(logSize?: number, signal?: AbortSignal): Promise<RecordsHead>;
  sendRecords(
    records: readonly SignedRecord[],
    logSize?: number,
    signal?: AbortSignal,
  ): Promise<RecordsResponse>;
  /** Every agent that ever enrolled. */
  agents(signal?: AbortSignal): Promise<AgentsAnswer>;
  /** Who signed in at the collector, and who read what, by number. */
  access(query: Pick<RecordsQuery, 'after' | 'limit' | 'order'>, signal?: AbortSignal): Promise<AccessView>;
  /** What the log has; `knownSize` is that of a checkpoint which the caller has, or 0. */
  log(knownSize: number, signal?: AbortSignal): Promise<LogView>;
  /** A file of the log, by its path below the log's prefix. */
  logFile(path: 'checkpoint' | TileFile, signal?: AbortSignal): Promise<Uint8Array>;
  /** Whose token this is. */
  caller(signal?: AbortSignal): Promise<CallerView>;
  overview(window: OverviewWindow, signal?: AbortSignal): Promise<Overview>;
  records(query: RecordsQuery, signal?: AbortSignal): Promise<RecordsPage>;
  ask(ask: ApprovalAsk, signal?: AbortSignal): Promise<Approval>;
  get(id: string, signal?: AbortSignal): Promise<Approval>;
  review(id: string, signal?: AbortSignal): Promise<ApprovalReview>;
  list(query: ApprovalsQuery, signal?: AbortSignal): Promise<ApprovalsPage>;
  vote(id: string, request: VoteRequest, signal?: AbortSignal): Promise<Approval>;
  claim(id: string, request: ClaimRequest, signal?: AbortSignal): Promise<SignedClaim>;
  spend(id: string, request: SpendRequest, signal?: AbortSignal): Promise<Approval>;
  cancel(id: string, signal?: AbortSignal): Promise<Approval>;
  /** The signed list, once it is another than in version `after`, or after a while; at once with `now`. */
  signedRevocations(
    asked: { readonly after: number | null; readonly now: boolean },
    signal?: AbortSignal,
  ): Promise<SignedRevocations>;
  revocations(signal?: AbortSignal): Promise<RevocationsAnswer>;
  revoke(request: RevokeRequest, signal?: AbortSignal): Promise<Revoked>;
  lift(revocation: number, signal?: AbortSignal): Promise<void>;
  /** How long what was said is kept, and what would be destroyed now. */
  retention(signal?: AbortSignal): Promise<RetentionView>;
  holds(signal?: AbortSignal): Promise<HoldsAnswer>;
  hold(request: HoldRequest, signal?: AbortSignal): Promise<Hold>;
  releaseHold(hold: number, signal?: AbortSignal): Promise<void>;
  /**
   * Connects when it resolves; the events then come until the stream ends or `signal` aborts. Who wants to
   * follow for longer connects again.
   */
  events(signal: AbortSignal): Promise<AsyncIterable<CollectorEvent>>;
  /** Hears, with every answer, which timestamp the policy feed has that this collector serves. */
  onFeedHint(listener: (timestampVersion: number) => void): void;
  /** Another token in the place of the one of this name, which is worth nothing from then on. */
  agentToken(request: AgentTokenRequest, signal?: AbortSignal): Promise<AgentTokenAnswer>;
  /** Goes on with this token, of the same agent. */
  renewToken(token: string): void;
  /** Ends every connection; what is under way fails. */
  close(): void;
}

/** A page of records is the longest answer there is. */
const MAX_ANSWER_BYTES = 64 * 1024 ** 2;
const MAX_EVENT_CHARACTERS = 16 * 1024 ** 2;

export function createCollectorClient(options: CollectorClientOptions): CollectorClient {
  const transport = new Transport({ ...options, maxAnswerBytes: MAX_ANSWER_BYTES });
  const get = async <T>(path: string, shape: ValidateFunction<T>, signal?: AbortSignal): Promise<T> =>
    readAnswer(await transport.send({ method: 'GET', path, body: null }, signal), shape);
  const post = async <T>(path: string, body: object | null, call: Call<T>): Promise<T> => {
    const text = body === null ? null : JSON.stringify(body);
    return readAnswer(await transport.send({ method: 'POST', path, body: text }, call.signal), call.shape);
  };
  const remove = async (path: string, signal?: AbortSignal): Promise<void> => {
    const answer = await transport.send({ method: 'DELETE', path, body: null }, signal);
    if (answer.status !== 204) throw refusalOf(answer);
  };
  const approval = (signal?: AbortSignal): Call<Approval> => ({ shape: SHAPES.approval, signal });
  return {
    enrol: (request, signal) => post('/v1/agents', request, { shape: SHAPES.enrolment, signal }),
    head: (logSize = 0, signal) => get(`/v1/records/head?logSize=${logSize}`, SHAPES.head, signal),
    sendRecords: (records, logSize = 0, signal) =>
      post('/v1/records', { records, logSize }, { shape: SHAPES.acknowledged, signal }),
    agents: (signal) => get('/v1/agents', SHAPES.agents, signal),
    access: (query, signal) => get(`/v1/access${queryString({ ...query })}`, SHAPES.access, signal),
    log: (knownSize, signal) => get(`/v1/log?knownSize=${knownSize}`, SHAPES.log, signal),
    logFile: async (path, signal) => {
      const name = path === 'checkpoint' ? path : tileFilePath(path);
      const request = { method: 'GET', path: `/log/${name}`, body: null } as const;
      const { bytes, ...head } = await transport.sendForBytes(request, signal);
      if (head.status !== 200) throw refusalOf({ ...head, body: bytes.toString('utf8') });
      return bytes;
    },
    caller: (signal) => get('/v1/caller', SHAPES.caller, signal),
    overview: (window, signal) => get(`/v1/overview?window=${window}`, SHAPES.overview, signal),
    records: (query, signal) => get(`/v1/records${queryString({ ...query })}`, SHAPES.records, signal),
    ask: (ask, signal) => post('/v1/approvals', ask, approval(signal)),
    get: async (id, signal) => get(approvalPath(id), SHAPES.approval, signal),
    review: async (id, signal) => get(`${approvalPath(id)}/review`, SHAPES.review, signal),
    list: (query, signal) => get(`/v1/approvals${queryString({ ...query })}`, SHAPES.approvals, signal),
    vote: async (id, request, signal) => post(`${approvalPath(id)}/votes`, request, approval(signal)),
    claim: async (id, request, signal) =>
      post(`${approvalPath(id)}/claim`, request, { shape: SHAPES.claim, signal }),
    spend: async (id, request, signal) => post(`${approvalPath(id)}/spend`, request, approval(signal)),
    cancel: async (id, signal) => post(`${approvalPath(id)}/cancel`, null, approval(signal)),
    signedRevocations: ({ after, now }, signal) => {
      const query = queryString({ after: after ?? undefined, wait: now ? 'no' : undefined });
      return get(`/v1/revocations/signed${query}`, SHAPES.signedRevocations, signal);
    },
    revocations: (signal) => get('/v1/revocations', SHAPES.revocations, signal),
    revoke: (request, signal) => post('/v1/revocations', request, { shape: SHAPES.revoked, signal }),
    lift: (revocation, signal) => remove(`/v1/revocations/${revocation}`, signal),
    retention: (signal) => get('/v1/retention', SHAPES.retention, signal),
    holds: (signal) => get('/v1/holds', SHAPES.holds, signal),
    hold: (request, signal) => post('/v1/holds', request, { shape: SHAPES.hold, signal }),
    releaseHold: (hold, signal) => remove(`/v1/holds/${hold}`, signal),
    events: (signal) => openEvents(transport, signal),
    onFeedHint: (listener) => transport.onFeedHint(listener),
    agentToken: (request, signal) => post('/v1/agent-tokens', request, { shape: SHAPES.agentToken, signal }),
    renewToken: (token) => transport.renewToken(token),
    close: () => transport.close(),
  };
}

interface Call<T> {
  readonly shape: ValidateFunction<T>;
  readonly signal: AbortSignal | undefined;
}

async function openEvents(transport: Transport, signal: AbortSignal): Promise<AsyncIterable<CollectorEvent>> {
  const response = await transport.stream('/v1/events', signal);
  if (response.statusCode !== 200) throw refusalOf(await transport.readRefusal(response));
  return eventsUntil(response, transport, signal);
}

async function* eventsUntil(
  response: Awaited<ReturnType<Transport['stream']>>,
  transport: Transport,
  signal: AbortSignal,
): AsyncGenerator<CollectorEvent> {
  try {
    for await (const event of readEvents(response, MAX_EVENT_CHARACTERS)) {
      if (event.kind === 'feed') transport.hint(event.timestampVersion);
      yield event;
    }
  } catch (cause) {
    if (signal.aborted) return;
    if (cause instanceof CollectorError) throw cause;
    throw new CollectorError('unreachable', 'the event stream of the collector broke off', { cause });
  }
}

/** Nothing but an id becomes a part of the path. */
function approvalPath(id: string): string {
  if (!/^[0-9a-f]{20}$/.test(id)) {
    throw new CollectorError('refused', 'no approval has an id of this form', { refusal: 'not-found' });
  }
  return `/v1/approvals/${id}`;
}

function queryString(query: Readonly<Record<string, string | number | undefined>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  return parameters.size === 0 ? '' : `?${parameters.toString()}`;
}
