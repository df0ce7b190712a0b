import type { SignedAccessRecord } from './access-record.ts';
import type { Approval } from './approval.ts';
import type { SignedRecord } from './audit-record.ts';
import type { SignedIdentity } from './identity.ts';
import type { LogReceipt } from './log-receipt.ts';

/**
 * The collector's HTTP API, version 1: JSON bodies, `Authorization: Bearer TOKEN`. Errors are `ApiError` with
 * a fitting status. `:id` is an approval's id; what is said of approvals is in approvals-api.ts.
 *
 *   POST /v1/agent-tokens           AgentTokenRequest → AgentTokenAnswer     people of an identity provider
 *   DELETE /v1/agent-tokens         → 204; its own token ends                role agent
 *   POST /v1/ci-tokens              CiTokenRequest → AgentTokenAnswer       whoever has a trusted pipeline's token
 *   POST /v1/agents                 EnrolRequest → EnrolResponse            role agent
 *   GET  /v1/agents                 → AgentsAnswer                           roles auditor, policy-publisher, admin
 *   GET  /v1/access                 ?after, limit, order → AccessView       role auditor
 *   GET  /v1/log                    ?knownSize=N → LogView                   roles auditor, admin
 *   GET  /v1/configuration          → ConfigurationView                      roles auditor, admin
 *   GET  /v1/feed                   → FeedView                               roles auditor, policy-publisher, admin
 *   GET  /v1/overview               ?window=day → Overview                   role auditor
 *   GET  /v1/policies               → PublishedPolicies                      roles auditor, policy-publisher, admin
 *   GET  /v1/policies/:file/dry-run ?days=N → DryRun                          the same; examples for auditors
 *   GET  /v1/records/head           ?logSize=N → RecordsHead (own)           role agent
 *   POST /v1/records                RecordsRequest → RecordsResponse         role agent
 *   GET  /v1/records                RecordsQuery → RecordsPage               role auditor
 *   POST /v1/approvals              ApprovalAsk → Approval                   role agent
 *   GET  /v1/approvals              ApprovalsQuery → ApprovalsPage           everybody; agent, developer: own
 *   GET  /v1/approvals/:id          → Approval                               everybody; agent, developer: own
 *   GET  /v1/approvals/:id/review   → ApprovalReview                         role reviewer
 *   POST /v1/approvals/:id/votes    VoteRequest → Approval                   role reviewer, never the requester
 *   POST /v1/approvals/:id/claim    ClaimRequest → SignedClaim, or 409       role agent (own)
 *   POST /v1/approvals/:id/spend    SpendRequest → Approval                  role agent (own)
 *   POST /v1/approvals/:id/cancel   → Approval                               role agent, developer (own)
 *   GET  /v1/revocations/signed     ?after=N&wait=no → SignedRevocations    role agent, revoked or not; waits for a change
 *   GET  /v1/revocations            → RevocationsAnswer                    roles admin, auditor
 *   POST /v1/revocations            RevokeRequest → Revocation              role admin
 *   DELETE /v1/revocations/:id      → 204; lifted                           role admin
 *   POST /v1/step-ups               → StepUpQuestion                        whoever asks; where programs sign in
 *   POST /v1/step-ups/session       StepUpAnswer → StepUpSession            people, with their access token
 *   POST /v1/step-ups/statement     StepUpStatementRequest → SignedStepUp  people who have just logged in
 *   GET  /v1/caller                 → CallerView                             everybody
 *   GET  /v1/events                 event stream of CollectorEvent           everybody; agent, developer: own
 *   GET  /healthz                   → 200
 *
 * The pages of a browser are let in by a session instead of a token: a cookie, and `SESSION_KEY_HEADER`.
 *
 *   GET    /v1/sign-in              → SignInWays                             whoever asks
 *   POST   /v1/session              SignInRequest → WebSession, where tokens are the way
 *   GET    /v1/login                → 303 to the identity provider, where that is the way
 *   GET    /v1/login/callback       → 303 to the pages, with a SignInOutcome as fragment
 *   POST   /v1/login/session        → WebSession                             whoever has just come back
 *   GET    /v1/session              → WebSessionView                         whoever is signed in
 *   DELETE /v1/session              → 204                                    whoever is signed in
 *
 * The log of all records is open to everybody, since it holds hashes and no content (C2SP tlog-tiles):
 *
 *   GET  /log/checkpoint            the newest published checkpoint, a signed note
 *   GET  /log/tile/LEVEL/NUMBER     hashes
 *   GET  /log/tile/entries/NUMBER   log entries (log-entry.ts)
 *
 * So is the policy feed, static files, where the collector has one (docs/policy-feed.md):
 *
 *   GET  /feed/FILE                 If-None-Match
 */
/**
 * A header of every answer under /v1, where the collector has a policy feed: the version of the feed's timestamp. It
 * is a hint to ask the feed, and nothing else is believed of it.
 */
export const FEED_HEADER = 'countersign-feed';

export interface EnrolRequest {
  /** SPKI DER of the agent's Ed25519 key, base64. Pinned to the token's agent at the first call. */
  readonly publicKey: string;
}

export interface EnrolResponse {
  readonly agent: string;
  /** `Subject.id` and groups of the person or service account the agent works for. */
  readonly subject: string;
  readonly groups: readonly string[];
  /** SPKI DER of the key that signs claims, base64; the agent pins it. */
  readonly collectorKey: string;
  /** Null: a collector that vouches for nothing but the subject, so that no claim is known. */
  readonly identity: SignedIdentity | null;
}

export interface AgentTokenRequest {
  /** Name of a token whose agent gets this one in its place; null: for another agent. */
  readonly renew: string | null;
  /**
   * What the token in its place is to be, 32 random bytes as base64url: whose answer is lost then knows what took the
   * place of the token that it has. Left out: the collector makes one.
   */
  readonly token?: string;
}

export interface CiTokenRequest {
  /** OIDC token of the job, by the provider of its pipeline, for an audience that the collector's settings name. */
  readonly token: string;
}

/** A token with which an agent works for whoever asked for it. It is said once. */
export interface AgentTokenAnswer {
  readonly name: string;
  /** base64url. */
  readonly token: string;
  readonly subject: string;
  readonly groups: readonly string[];
  readonly expiresAt: string;
}

/** An agent as it enrolled, and what came of it. */
export interface EnrolledAgent {
  readonly agent: string;
  /** SPKI DER, base64. */
  readonly publicKey: string;
  readonly subject: string;
  readonly enrolledAt: string;
  /** Number of its last record; 0 before the first. */
  readonly seq: number;
  /** Of its last record, by the collector's clock; null before the first. */
  readonly lastReceivedAt: string | null;
  readonly lastEvent: string | null;
  /** When it was written, by the agent's own clock; as far as records were made findable. */
  readonly lastWrittenAt: string | null;
  /** Of its program, as it said when it started last. */
  readonly version: string | null;
  /** The policy that it enforced last; `version` is null for one that came from no feed. */
  readonly policy: { readonly hash: string; readonly version: number | null } | null;
  /** The newest hundred. */
  readonly findings: readonly AgentFinding[];
}

export const AGENT_FINDING_KINDS = ['fork', 'bad-signature', 'gap', 'repeat', 'late', 'ahead'] as const;

/**
 * Something odd about an agent's records. `fork`: it signed two for one number. `bad-signature`: theirs
 * do not hold, though later records vouch for what they say. `gap`: it sent later ones first;
 * `open` while they have not come. `repeat`: it sent what was known already. `late`: they came long after they
 * were written. `ahead`: they came before they were written, so the agent's clock is ahead.
 */
export interface AgentFinding {
  readonly kind: (typeof AGENT_FINDING_KINDS)[number];
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly times: number;
  readonly open: boolean;
  readonly foundAt: string;
  readonly lastAt: string;
}

export interface AgentsAnswer {
  readonly agents: readonly EnrolledAgent[];
}

/**
 * The log as it is at this moment, for those who watch over it. `knownSize` is that of a checkpoint which the reader
 * has, 0 when left out.
 */
export interface LogView {
  /** Its name in its checkpoints. */
  readonly origin: string;
  /** SPKI DER of the key that signs them, base64. */
  readonly publicKey: string;
  /** Records in it. */
  readonly size: number;
  /** Of all of them: a signed note. Null while there are none. */
  readonly checkpoint: string | null;
  /** Hashes, base64: that the tree of `knownSize` leaves became this one. Empty where there never was such a tree. */
  readonly consistency: readonly string[];
  /** Records in the files below /log/. */
  readonly publishedSize: number;
  /** Records that cannot be found by their content yet. */
  readonly unindexed: number;
  /** What the collector cannot do, as /readyz says it. */
  readonly problems: readonly string[];
}

/** What people did at this collector, by number; its own journal, which no agent writes. */
export interface AccessView {
  /** By which the log tells this journal from others: see `access.anchored`. */
  readonly journal: string;
  readonly records: readonly SignedAccessRecord[];
  /** Pass as `after` for the next page; null at the end. */
  readonly next: number | null;
}

export interface RecordsHead {
  /** 0 and 64 zeros when nothing was received yet. */
  readonly seq: number;
  readonly hash: string;
  /** For this record; null when there is none yet. */
  readonly receipt: LogReceipt | null;
}

/** Consecutive records of one agent. Those already known are skipped when identical, else refused. */
export interface RecordsRequest {
  readonly records: readonly SignedRecord[];
  /** Size of the checkpoint that the agent verified last, which the receipt's one must continue; 0 before the first. */
  readonly logSize: number;
}

export interface RecordsResponse {
  /** Everything up to and including this sequence number is on the collector's disk. */
  readonly acknowledged: number;
  /** For the last record acknowledged. Null proves nothing. */
  readonly receipt: LogReceipt | null;
}

/** One stored record; `id` grows with arrival and is the cursor for `after`. */
export interface StoredRecord extends SignedRecord {
  readonly id: number;
  /** Number of its leaf in the log. */
  readonly index: number;
  readonly receivedAt: string;
}

/** What became of something that a policy was asked about. */
export const RECORD_DECISIONS = ['accepted', 'refused', 'held'] as const;

export type RecordDecision = (typeof RECORD_DECISIONS)[number];

/** A query string. Pages hold at most `limit` records, and never more than the collector's own bound. */
export interface RecordsQuery {
  /** Cursor: the `next` of the page before. */
  readonly after?: number;
  readonly limit?: number;
  readonly session?: string;
  readonly exchange?: string;
  readonly event?: string;
  readonly agent?: string;
  /** `Subject.id` of the person or service account behind it; of its session, where the record does not say. */
  readonly subject?: string;
  readonly actor?: string;
  readonly repository?: string;
  readonly ref?: string;
  readonly rule?: string;
  /** A model that was asked, or that answered, by its name. */
  readonly model?: string;
  /** Detector whose finds were kept back, in a request or in an answer. */
  readonly masked?: string;
  readonly decision?: RecordDecision;
  /** When it was received: from this instant on, and before that one. */
  readonly since?: string;
  readonly until?: string;
  /** Words that all occur in the record, anywhere and in any order. */
  readonly words?: string;
  /** By arrival; `oldest` first when left out. */
  readonly order?: 'oldest' | 'newest';
}

export interface RecordsPage {
  readonly records: readonly StoredRecord[];
  /** Pass as `after` for the next page; null at the end. */
  readonly next: number | null;
}

/**
 * Sent as the `data:` of an event stream; `event:` is the kind. A stream begins with every pending approval that
 * its reader may see; what was decided while the reader was away it asks for by id.
 */
export type CollectorEvent =
  | { readonly kind: 'approval'; readonly approval: Approval }
  | { readonly kind: 'record'; readonly record: StoredRecord }
  /** To agents: the policy feed that the collector serves has this timestamp. */
  | { readonly kind: 'feed'; readonly timestampVersion: number };

export const API_ERROR_CODES = [
  'unauthenticated',
  'forbidden',
  'not-found',
  'invalid',
  'too-large',
  'sequence-gap',
  'sequence-fork',
  'bad-signature',
  'own-request',
  'stale-login',
  'not-pending',
  'not-granted',
  'not-claimed',
  'expired',
  'too-many',
  'overloaded',
  'indexing',
  'identity-away',
  'policy-unreadable',
  'revoked',
  'internal',
] as const;

export type ApiErrorCode = (typeof API_ERROR_CODES)[number];

export interface ApiError {
  readonly error: { readonly code: ApiErrorCode; readonly message: string; readonly hint: string };
}
