import type { Approval, ApprovalState } from './approval.ts';
import type { CallerRole } from './caller-role.ts';
import type { Actor } from './subject.ts';

/**
 * What the agent tells of itself to the person it works for. Every text of others in it is in masked form, cut to a
 * length that a narrow panel can hold, and not printable yet.
 */

/** Something of this person's that waits for a reviewer, or did a moment ago. */
export interface Hold {
  /** As the agent last heard of it. */
  readonly approval: Approval;
  readonly exchange: string;
  readonly session: string;
  readonly since: string;
  /** Until when its client is kept waiting. */
  readonly until: string;
  readonly end: HoldEnd | null;
}

/** How the wait ended; what became of the operation after a grant is in its turn. */
export interface HoldEnd {
  readonly kind: Exclude<ApprovalState['kind'], 'pending'> | 'timed-out' | 'client-gone' | 'lost';
  readonly at: string;
}

export interface HoldsAnswer {
  /** Those that wait, the longest first, then those that ended, the newest first. */
  readonly holds: readonly Hold[];
}

/** `withdrawn` is false where the collector could not be told: the client waits no longer all the same. */
export interface CancelAnswer {
  readonly withdrawn: boolean;
}

/** Whose credential a request for the inbox came with. */
export interface CallerView {
  readonly subject: string;
  readonly roles: readonly CallerRole[];
  readonly groups: readonly string[];
  /** When they logged in, as the identity provider says; null where it does not, or there is none. */
  readonly loggedInAt: string | null;
}

/** What waits for a decision, as somebody who signed in as a reviewer sees it. */
export interface InboxAnswer {
  readonly me: CallerView;
  readonly approvals: readonly Approval[];
}

/** One secret of one session, and where it was replaced. */
export interface MaskedSecret {
  readonly session: string;
  readonly program: string;
  readonly placeholder: string;
  /** Id of the rule that found it. */
  readonly rule: string;
  /** The newest first. */
  readonly places: readonly MaskedPlace[];
  /** Finds in all, those whose place was forgotten among them. */
  readonly count: number;
  /** `forgotten`: the agent no longer has it, since its session ended or others came after it. */
  readonly original: 'kept' | 'forgotten';
  /** When somebody asked for it not to be taken for a secret; null when nobody did. */
  readonly disputedAt: string | null;
}

export interface MaskedPlace {
  readonly at: string;
  readonly exchange: string;
  /** `copilot.chat`, `mcp.call`. */
  readonly operation: string;
  /** The model that was asked or the tool that was called. */
  readonly target: string;
  /** Where in it: `user`, `file src/a.ts`, `tool bash`. */
  readonly where: string;
  readonly count: number;
  /** False where the policy let it pass as it was. */
  readonly replaced: boolean;
  /** The beginning of what was asked, in masked form; empty where it is not on record. */
  readonly prompt: string;
}

export interface MaskedAnswer {
  readonly secrets: readonly MaskedSecret[];
}

/** Names one secret. Whoever asks shows the session's own credentials with it. */
export interface MaskedRef {
  readonly session: string;
  readonly placeholder: string;
}

export interface DisputeRequest extends MaskedRef {
  readonly reason: string;
}

/** The only message in which a secret leaves the agent's memory. */
export interface OriginalAnswer {
  readonly secret: string;
}

/** A session as its owner looks back on it. */
export interface SessionView {
  readonly id: string;
  readonly program: string;
  readonly actor: Actor;
  readonly openedAt: string;
  readonly closedAt: string | null;
  /** The newest first. */
  readonly turns: readonly Turn[];
  /** Exchanges that have no turn: completions, embeddings, what clients ask for themselves. By operation. */
  readonly quiet: readonly QuietCount[];
  /** Turns that were forgotten. */
  readonly dropped: number;
}

export interface QuietCount {
  readonly operation: string;
  readonly count: number;
}

/** One exchange: what was asked or done, what policy said, and how it ended. */
export interface Turn {
  readonly exchange: string;
  readonly at: string;
  /** Kind of the operation: `git.push`, `copilot.chat`. */
  readonly operation: string;
  /** The repository or host. */
  readonly where: string;
  /** Refs, model or tool. */
  readonly what: readonly string[];
  readonly said: readonly SaidText[];
  /** Secrets that were found in it. */
  readonly secrets: number;
  readonly decisions: readonly TurnDecision[];
  readonly state: TurnState;
}

export interface SaidText {
  readonly side: 'prompt' | 'answer';
  readonly origin: string;
  readonly text: string;
}

export interface TurnDecision {
  readonly what: string;
  readonly verdict: 'accepted' | 'refused';
  readonly rules: readonly string[];
  readonly reason: string;
  readonly approval: string | null;
  readonly approvedBy: readonly string[];
}

export type TurnState =
  | { readonly kind: 'open' }
  | { readonly kind: 'held'; readonly approval: string }
  | { readonly kind: 'passed'; readonly at: string }
  | { readonly kind: 'failed'; readonly at: string; readonly reason: string }
  | {
      readonly kind: 'refused';
      readonly at: string;
      readonly step: string;
      readonly code: string;
      readonly reason: string;
      readonly rule: string | null;
    };

export interface ActivityAnswer {
  /** The one that did something last first. */
  readonly sessions: readonly SessionView[];
}

/** What is asked of the policy for one workspace. */
export interface PolicyQuestion {
  /** Its remote, as Git names it; null for a folder that has none. */
  readonly remote: string | null;
  /** Short name of the branch that is checked out. */
  readonly branch: string | null;
}

export interface PolicyView {
  readonly state: PolicyState;
  readonly rules: readonly RuleView[];
  /** Null where there is no remote, or none on a governed host. */
  readonly workspace: WorkspaceView | null;
}

export type PolicyState =
  | {
      readonly kind: 'enforced';
      readonly hash: string;
      /** What the feed numbers it; null for a policy that came from no feed. */
      readonly version: number | null;
      readonly origin: PolicyOrigin;
    }
  | { readonly kind: 'none'; readonly reason: string; readonly origin: PolicyOrigin };

export type PolicyOrigin = 'file' | 'feed';

export interface RuleView {
  readonly id: string;
  readonly effect: 'allow' | 'deny' | 'require_approval' | 'mask' | 'scope';
  readonly mode: 'enforce' | 'warn' | 'observe';
  readonly on: readonly string[];
  readonly message: string;
  /** Who approves, in words; empty for a rule that asks nobody. */
  readonly approvers: string;
}

export interface WorkspaceView {
  readonly repository: string;
  readonly branch: string | null;
  readonly outcomes: readonly PolicyOutcome[];
}

/** What would become of something usual, as far as it can be said before its content is known. */
export interface PolicyOutcome {
  readonly what: string;
  readonly verdict: 'allow' | 'deny' | 'require_approval';
  readonly masked: boolean;
  readonly rules: readonly string[];
  readonly reason: string;
}

/** A number that grows with every change of what is told here. */
export interface RevisionAnswer {
  readonly revision: number;
}
