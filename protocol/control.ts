import type { AuditRecord } from './audit-record.ts';
import type { SignedStepUp } from './step-up.ts';
import type { Actor } from './subject.ts';

/**
 * The agent's control API, version 1: HTTP with JSON over a socket below COUNTERSIGN_HOME that only its owner
 * can open. Errors are `ControlError` with a fitting status.
 *
 *   GET    /v1/status              → AgentStatus
 *   POST   /v1/stop                → 204; what is in flight is finished first
 *   POST   /v1/sessions            SessionAsk → SessionGrant
 *   DELETE /v1/sessions/:id        → 204
 *   POST   /v1/step-ups            → StepUpChallenge; what a session of actor `human` takes
 *   PUT    /v1/collector-token     TokenRenewal → 204; asks the collector first, and takes none of another person
 *   GET    /v1/events?session=ID   event stream of ControlEvent; as long as it is open, the window is there;
 *                                  `&editor=ID&pid=N` says of which editor (protocol/wiring.ts) and its process
 *
 * For the panel of an editor; types in panel-view.ts:
 *
 *   GET    /v1/holds             → HoldsAnswer
 *   POST   /v1/holds/:id/cancel  → CancelAnswer; `:id` is an approval's
 *   GET    /v1/inbox             → InboxAnswer                Authorization: Bearer, of a person, which is passed on
 *   GET    /v1/inbox/:id/review  → ApprovalReview            likewise
 *   POST   /v1/inbox/:id/votes   VoteRequest → Approval       likewise
 *   GET    /v1/masked            → MaskedAnswer
 *   POST   /v1/masked/original   MaskedRef → OriginalAnswer   Authorization: Basic, of the session's proxy URL
 *   POST   /v1/masked/dispute    DisputeRequest → 204         likewise
 *   GET    /v1/activity          → ActivityAnswer
 *   POST   /v1/policy            PolicyQuestion → PolicyView
 *   GET    /v1/changes           ?after=N → RevisionAnswer    once something is newer than N, or after a while
 */
export interface AgentStatus {
  readonly version: string;
  /** `CONTROL_VERSION` of the agent (control-version.ts). */
  readonly control: number;
  /** An agent that an editor started stops when no window is left. */
  readonly startedBy: AgentStarter;
  readonly pid: number;
  readonly agent: string;
  readonly subject: string;
  readonly proxy: { readonly host: string; readonly port: number };
  readonly policy:
    | (PolicyOrigin & { readonly kind: 'enforced'; readonly hash: string; readonly version: number | null })
    | (PolicyOrigin & { readonly kind: 'none'; readonly reason: string });
  readonly journal: { readonly kind: 'healthy' | 'full' | 'failed'; readonly seq: number };
  /** `faulted`: nothing is shipped any more, and what stopped it is why. */
  readonly shipping: {
    readonly kind: 'shipping' | 'retrying' | 'faulted' | 'stopped';
    readonly reason: string;
  };
  readonly collector: { readonly url: string };
  /** What the policy governs; a suffix that begins with a dot stands for every name below it. */
  readonly hosts: readonly PolicyHost[];
  /** Editor windows that follow its events. */
  readonly windows: number;
  readonly sessions: number;
  readonly exchanges: number;
}

export type AgentStarter = 'editor' | 'command';

export interface GovernedHost {
  readonly suffix: string;
  readonly kind: 'git' | 'copilot';
}

/** A governed host, and what the policy says of it besides. */
export interface PolicyHost extends GovernedHost {
  /** What is to be done about remotes that name it over SSH. */
  readonly ssh: 'warn' | 'rewrite';
  /** `gateway`: the policy vouches that the host takes nothing that a gateway has not let through. */
  readonly enforcedBy: 'gateway' | null;
}

interface PolicyOrigin {
  /** A local file, or the signed feed that the agent was enrolled with. */
  readonly origin: 'file' | 'feed';
  /** Something a person should look into, even while a policy is enforced; null when all is well. */
  readonly alarm: PolicyAlarm | null;
}

/** docs/policy-feed.md has every code. */
export interface PolicyAlarm {
  readonly code: string;
  readonly reason: string;
  /** RFC 3339: since when. */
  readonly since: string;
}

export interface SessionAsk {
  readonly actor: Actor;
  /** What is started, for people to recognise: a command's name, never its arguments. */
  readonly program: string;
  /** Session of the program that asks, where it has one: nothing is given more trust than its parent. */
  readonly parent: string | null;
  /** Absolute paths of the folders it works in: what an assistant may write a secret back to. */
  readonly folders?: readonly string[];
  /**
   * What an earlier grant's proxy URL has as its user-info: the same session again, after the agent or the window
   * was started anew. It gets no other actor than it had.
   */
  readonly resume?: SessionSecret;
  /** The agent knows it again after a restart: for settings that outlive whoever wrote them. */
  readonly lasting?: boolean;
  /** For actor `human`: the collector's word that the person has just logged in, on a challenge of this agent. */
  readonly stepUp?: SignedStepUp;
}

/** Of the agent, for its collector, in the place of one that ends. */
export interface TokenRenewal {
  readonly token: string;
}

export interface SessionSecret {
  readonly id: string;
  readonly secret: string;
}

export interface SessionGrant {
  readonly id: string;
  /** Proxy URL with the session's secret in its user-info. */
  readonly proxyUrl: string;
  /** PEM file of the agent's own root certificate. */
  readonly caFile: string;
  /** PEM file of the system's roots and the agent's, for programs that read only one file. */
  readonly caBundleFile: string;
}

/** Sent as the `data:` of an event stream; `event:` is the kind. A stream begins with the status. */
export type ControlEvent =
  | { readonly kind: 'status'; readonly status: AgentStatus }
  | { readonly kind: 'record'; readonly record: RecordNotice };

/** A record that is on disk. */
export type RecordNotice = Pick<AuditRecord, 'event' | 'session' | 'exchange' | 'detail'>;

export interface ControlError {
  readonly error: { readonly code: string; readonly message: string };
}
