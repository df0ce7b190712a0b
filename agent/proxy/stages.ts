import type { Decision } from '../../policy/evaluate.ts';
import type { ApprovalClaim } from '../../protocol/approval.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { Action, Repository } from '../../protocol/operation.ts';
import type { Obligations, RuleRef } from '../../protocol/verdict.ts';
import type { ContentPart } from '../audit/content-log.ts';
import type { ScreenedSurface } from '../core/copilot/answer/answer-screen.ts';
import type { MaskedText } from '../core/copilot/mask-body.ts';
import type { PromptSurface } from '../core/copilot/surface.ts';
import type { LockCall } from '../core/git/git-path.ts';
import type { LfsPointer } from '../core/git/lfs-batch.ts';
import type { PushRequest } from '../core/git/push-request.ts';
import type { ApiPlace } from '../core/github/api-place.ts';
import type { RestCall } from '../core/github/rest-call.ts';
import type { PolicyRef } from '../feed/policy-source.ts';
import type { QuarantinedPush } from '../git/inspector.ts';
import type { Session } from '../identity/sessions.ts';
import type { SessionMasking } from '../masking/masking.ts';
import type { Answer } from './answer.ts';
import type { ClientRequest, ClientTunnel, TunnelOutcome } from './client.ts';
import type { SpooledFile } from './lfs/spool.ts';
import type { RefusalCode } from './refusal.ts';
import type { UpstreamResponse } from './upstream.ts';
import type { WorkspaceRef } from './workspace/repository-policies.ts';

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
  | {
      readonly kind: 'git.fetch';
      readonly client: ClientRequest;
      readonly repository: Repository;
      /** Of Git LFS: the question where objects are, or the content of one. Null for what Git itself asks. */
      readonly lfs: 'batch' | 'object' | null;
    }
  | { readonly kind: 'git.push'; readonly client: ClientRequest; readonly repository: Repository }
  | {
      readonly kind: 'lfs';
      readonly client: ClientRequest;
      readonly repository: Repository;
      readonly ask: LfsAsk;
    }
  | { readonly kind: 'host.read'; readonly client: ClientRequest; readonly path: string }
  /** A file that is put before a model. `name` is what its client calls it. */
  | {
      readonly kind: 'copilot.attachment';
      readonly client: ClientRequest;
      readonly path: string;
      readonly name: string | null;
    }
  /** Text that is put before a model, or a call of a tool: read whole, masked, and its answer screened. */
  | { readonly kind: 'copilot.prompt'; readonly client: ClientRequest; readonly surface: PromptSurface }
  | { readonly kind: 'mcp'; readonly client: ClientRequest; readonly path: string }
  /** What a Copilot client asks besides. Its path has no query. */
  | {
      readonly kind: 'copilot.service';
      readonly client: ClientRequest;
      readonly path: string;
      /** Whether its answer says to which hosts the client goes. */
      readonly tells: 'endpoints' | 'nothing';
    }
  | { readonly kind: 'copilot.telemetry'; readonly client: ClientRequest; readonly path: string }
  /** A call of GitHub's API; null for one of GraphQL, which its body tells. */
  | {
      readonly kind: 'github';
      readonly client: ClientRequest;
      readonly place: ApiPlace;
      readonly call: RestCall | null;
    }
  /** Plain HTTP to an ungoverned host: a tunnel as far as policy is concerned. */
  | { readonly kind: 'plain'; readonly client: ClientRequest }
  | { readonly kind: 'tunnel'; readonly client: ClientTunnel };

/** What is asked of Git LFS beside what `git.fetch` is. */
export type LfsAsk =
  /** Where objects may be put. */
  | { readonly kind: 'uploads' }
  /** The content of one, at the place that the agent named for it. */
  | ({ readonly kind: 'upload' } & LfsPointer)
  | ({ readonly kind: 'download' } & LfsPointer)
  | { readonly kind: 'locks'; readonly call: LockCall };

export type GitService = 'git-upload-pack' | 'git-receive-pack';

export type Classified = Identified & { readonly route: Route };

/** What the body turned out to be. `stream` bodies are not read before the verdict. */
export type Payload =
  | { readonly kind: 'none' }
  | { readonly kind: 'stream' }
  | { readonly kind: 'probe' }
  | PushPayload
  | TextPayload
  | AttachmentPayload
  | CallPayload
  | BytesPayload
  | ObjectPayload;

export interface PushPayload {
  readonly kind: 'push';
  readonly request: PushRequest;
  readonly quarantine: QuarantinedPush;
  /** What a reviewer is not shown of it. */
  readonly masking: SessionMasking;
}

/** A file that cannot be searched, whole. */
export interface AttachmentPayload {
  readonly kind: 'attachment';
  readonly bytes: Buffer;
  /** What it is, for people: a media type. */
  readonly type: string;
  /** SHA-256, lower-case hex. */
  readonly digest: string;
  readonly masking: SessionMasking;
}

/** A call of an API, as it was read and bound to what it was judged for. */
export interface CallPayload extends Omit<TextPayload, 'kind' | 'contents' | 'answer'> {
  readonly kind: 'call';
  /** Throws once what the call was judged for is another: asked after a hold, before anything leaves. */
  readonly confirm: () => Promise<void>;
}

/** What was read whole and leaves as it came. */
export interface BytesPayload {
  readonly kind: 'bytes';
  readonly bytes: Buffer;
  readonly masking: SessionMasking;
}

/** An object of Git LFS, whole and looked at, on this disk. */
export interface ObjectPayload {
  readonly kind: 'object';
  readonly file: SpooledFile;
  readonly masking: SessionMasking;
}

/** Text that was read whole, and searched. */
export interface TextPayload {
  readonly kind: 'text';
  /** Null for a request without a body. */
  readonly text: string | null;
  /** The same with a placeholder for every secret. */
  readonly masked: MaskedText;
  /** The same for what these detectors find, and no others. */
  readonly maskOnly: (rules: ReadonlySet<string>) => MaskedText;
  readonly masking: SessionMasking;
  /** What of it was asked of a model or a tool, in masked form: what a record keeps. */
  readonly contents: readonly ContentPart[];
  /** How its answer is read; null for one that is passed on. */
  readonly answer: { readonly surface: ScreenedSurface; readonly model: string } | null;
}

export type Parsed = Classified & {
  readonly payload: Payload;
  readonly actions: readonly Action[];
  /** The diff terms that were looked for. A policy that asks for others cannot judge this. */
  readonly scannedFor: readonly string[];
  /** What secrets were looked for by, as `secretsAsked` says it; null when they were not. */
  readonly searchedBy: string | null;
};

export interface JudgedAction {
  readonly action: Action;
  readonly decision: Decision;
  /** The repository's own policy that had a say in it; null where there is none. */
  readonly own: OwnPolicy | null;
}

export interface OwnPolicy extends WorkspaceRef {
  /** Null where it could not be asked. */
  readonly text: string | null;
}

/** Which policy something was judged under, and those of repositories' own that tightened it. */
export interface JudgedUnder extends PolicyRef {
  readonly workspaces: readonly WorkspaceRef[];
}

/** `enforced` is the policy that it was judged under; `replaced` aborts once another one is. */
export type Judged = Parsed & {
  readonly enforced: JudgedUnder;
  readonly replaced: AbortSignal;
  readonly judged: readonly JudgedAction[];
};

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
  readonly enforced: JudgedUnder;
  readonly outcomes: readonly ActionOutcome[];
  readonly obligations: Obligations;
  /** True when the client was kept waiting, so that a pooled connection may have died meanwhile. */
  readonly wasHeld: boolean;
};

/** `outgoing` is the text that leaves in the place of the one that came; null for a body that is no text. */
export type Masked = Released & { readonly outgoing: string | null };

export type Journaled = Masked & { readonly intent: { readonly seq: number; readonly hash: string } };

/** Whose right it goes out with; a brokered one is good for this operation alone. */
export type OutgoingCredential =
  | { readonly kind: 'passthrough' }
  | { readonly kind: 'brokered'; readonly authorization: string };

export type Authorized = Journaled & { readonly credential: OutgoingCredential };

export type Forwarded = Authorized &
  (
    | { readonly via: 'upstream'; readonly response: UpstreamResponse }
    | { readonly via: 'tunnel'; readonly tunnel: TunnelOutcome }
  );

/** What goes into the outcome record. */
export type Screened = Forwarded & { readonly outcome: JsonObject; readonly result: 'succeeded' | 'failed' };
