import type { Decision } from '../../policy/evaluate.ts';
import type { ApprovalClaim } from '../../protocol/approval.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { Action, Repository } from '../../protocol/operation.ts';
import type { RuleRef } from '../../protocol/verdict.ts';
import type { PushRequest } from '../core/git/push-request.ts';
import type { QuarantinedPush } from '../git/inspector.ts';
import type { Session } from '../identity/sessions.ts';
import type { Answer } from './answer.ts';
import type { ClientRequest, ClientTunnel, TunnelOutcome } from './client.ts';
import type { RefusalCode } from './refusal.ts';
import type { UpstreamResponse } from './upstream.ts';

/**
 * What is passed from step to step. Each stage is the one before with the fields its step found out, so a step
 * cannot be called with what was not judged.
 */
export interface Accepted {
  /** Names the exchange in every record, message and approval. */
  readonly exchange: string;
  readonly client: ClientRequest | ClientTunnel;
  readonly answer: Answer;
  /** Aborts when the client goes away or its session is closed. */
  readonly signal: AbortSignal;
  /** Runs once the exchange is over, however it ended. */
  readonly onEnd: (release: () => PromiseLike<void> | void) => void;
}

export type Identified = Accepted & { readonly session: Session };

/** What the request is, from host, method and path alone. */
export type Route =
  | {
      readonly kind: 'git.advertise';
      readonly client: ClientRequest;
      readonly service: GitService;
      readonly repository: Repository;
    }
  | { readonly kind: 'git.fetch'; readonly client: ClientRequest; readonly repository: Repository }
  | { readonly kind: 'git.push'; readonly client: ClientRequest; readonly repository: Repository }
  | { readonly kind: 'host.read'; readonly client: ClientRequest; readonly path: string }
  /** Plain HTTP to an ungoverned host: a tunnel as far as policy is concerned. */
  | { readonly kind: 'plain'; readonly client: ClientRequest }
  | { readonly kind: 'tunnel'; readonly client: ClientTunnel };

export type GitService = 'git-upload-pack' | 'git-receive-pack';

export type Classified = Identified & { readonly route: Route };

/** What the body turned out to be. `stream` bodies are not read before the verdict. */
export type Payload =
  | { readonly kind: 'none' }
  | { readonly kind: 'stream' }
  | { readonly kind: 'probe' }
  | { readonly kind: 'push'; readonly request: PushRequest; readonly quarantine: QuarantinedPush };

export type Parsed = Classified & {
  readonly payload: Payload;
  readonly actions: readonly Action[];
  /** The diff terms that were looked for. A policy that asks for others cannot judge this. */
  readonly scannedFor: readonly string[];
};

export interface JudgedAction {
  readonly action: Action;
  readonly decision: Decision;
}

export type Judged = Parsed & { readonly policyHash: string; readonly judged: readonly JudgedAction[] };

/** What became of one action once nobody is waited for any more. */
export type ActionOutcome =
  | {
      readonly kind: 'accepted';
      readonly action: Action;
      readonly rules: readonly RuleRef[];
      readonly claim: ApprovalClaim | null;
    }
  | {
      readonly kind: 'refused';
      readonly action: Action;
      readonly code: RefusalCode;
      readonly reason: string;
      readonly hint: string;
      readonly rule: RuleRef | null;
    };

export type Released = Parsed & {
  readonly policyHash: string;
  readonly outcomes: readonly ActionOutcome[];
  /** True when the client was kept waiting, so that a pooled connection may have died meanwhile. */
  readonly wasHeld: boolean;
};

export type Masked = Released & { readonly masked: true };

export type Journaled = Masked & { readonly intent: { readonly seq: number; readonly hash: string } };

export type Authorized = Journaled & { readonly credential: 'passthrough' };

export type Forwarded = Authorized &
  (
    | { readonly via: 'upstream'; readonly response: UpstreamResponse }
    | { readonly via: 'tunnel'; readonly tunnel: TunnelOutcome }
  );

/** What goes into the outcome record. */
export type Screened = Forwarded & { readonly outcome: JsonObject; readonly result: 'succeeded' | 'failed' };
