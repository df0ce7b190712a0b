import type {
  CopilotAnswerAction,
  CopilotPromptAction,
  CopilotServiceAction,
  CopilotTelemetryAction,
  McpCallAction,
} from './copilot.ts';
import type { GithubApiAction, GithubWriteAction } from './github.ts';
import type { SessionRef, Subject } from './subject.ts';

/** Where a repository lives. Two spellings of one repository have the same `id`. */
export interface Repository {
  /** Immutable id where the host has one, else `host/path` in lower case without `.git`. */
  readonly id: string;
  readonly host: string;
  /** Path on the host as people write it, without a leading slash and without `.git`: `octo-org/demo`. */
  readonly path: string;
}

export type RefKind = 'branch' | 'tag' | 'other';

/** One ref update command of a push (gitprotocol-pack, "Reference Update Request"). */
export interface RefUpdate {
  /** Full name, `refs/heads/main`. */
  readonly ref: string;
  readonly kind: RefKind;
  /** Name below `refs/heads/` or `refs/tags/`; the full name for any other ref. */
  readonly name: string;
  readonly change: 'create' | 'update' | 'delete';
  /** Lower-case hex object ids, 40 or 64 digits; all zeros where there is none. */
  readonly oldId: string;
  readonly newId: string;
}

/** Why the content of a change cannot be judged by its text. */
export type Opacity = 'binary' | 'lfs' | 'submodule' | 'archive' | 'large';

export interface FileChange {
  /** The commit that makes the change, or `net` for the difference between the ref's old and new tip. */
  readonly commit: string;
  /** UTF-8 where the bytes are UTF-8; any other byte is written `\xhh`. */
  readonly path: string;
  readonly kind: 'added' | 'modified' | 'deleted' | 'type-changed';
  readonly mode: 'file' | 'executable' | 'symlink' | 'submodule' | 'none';
  readonly addedLines: number;
  readonly removedLines: number;
  /** Size in bytes of the new content; 0 for a deletion. */
  readonly size: number;
  readonly opaque: Opacity | null;
  /**
   * Which of the policy's diff terms the added lines hold. The text itself is not kept: a push of any size is
   * judged in flat memory.
   */
  readonly terms: readonly string[];
  /** What the detectors found in the added lines; never a value. */
  readonly secrets: readonly ChangeSecret[];
  /** Added lines that are known to come from an assistant; null where that is not known. */
  readonly aiLines: number | null;
}

export interface ChangeSecret {
  /** Id of the detector. */
  readonly rule: string;
  /** In the new content or in the message, from 1; null where there are no lines, as in a header. */
  readonly line: number | null;
}

export interface Commit {
  readonly id: string;
  readonly author: Signature;
  readonly committer: Signature;
  /** At most `limits.maxMessageBytes` of it. */
  readonly message: string;
  readonly merge: boolean;
  /** Carries a signature; nobody has checked whose. */
  readonly signed: boolean;
  /** Which of the policy's diff terms the message holds. */
  readonly terms: readonly string[];
  /** What the detectors found in the message and in what else people wrote into it; never a value. */
  readonly secrets: readonly ChangeSecret[];
}

export interface Signature {
  readonly name: string;
  readonly email: string;
}

/** A ref update with all that an inspection found out about it. */
export interface InspectedUpdate extends RefUpdate {
  /** True when the old tip is not an ancestor of the new one, or when that could not be established. */
  readonly forced: boolean;
  /**
   * Reachable from new and not from old (a created ref: not from the default branch), wherever they came from.
   * Newest first; before them the annotated tags the ref goes through, each as a commit of its tagger.
   */
  readonly commits: readonly Commit[];
  /** Of every commit against its first parent, and net old..new. */
  readonly changes: readonly FileChange[];
}

/** One ref update of a push, as policy sees it. */
export interface GitPushAction {
  readonly kind: 'git.push';
  readonly repository: Repository;
  readonly update: InspectedUpdate;
}

/** Reading a repository: advertisement for fetch, and the fetch itself. */
export interface GitFetchAction {
  readonly kind: 'git.fetch';
  readonly repository: Repository;
}

/** A page or sign-in request on a governed Git host: passes and is recorded. */
export interface HostReadAction {
  readonly kind: 'host.read';
  readonly host: string;
  readonly method: string;
  /** Without its query. */
  readonly path: string;
}

/** An ungoverned host, passed through untouched. */
export interface TunnelAction {
  readonly kind: 'tunnel';
  readonly host: string;
  readonly port: number;
  readonly ipLiteral: boolean;
}

/** What policy gives one verdict on. A push has one action a ref update; everything else is one action. */
export type Action =
  | GitPushAction
  | GitFetchAction
  | HostReadAction
  | CopilotPromptAction
  | CopilotAnswerAction
  | CopilotServiceAction
  | CopilotTelemetryAction
  | McpCallAction
  | GithubApiAction
  | GithubWriteAction
  | TunnelAction;

export type ActionKind = Action['kind'];

/** Everything a rule can look at. */
export interface Operation {
  readonly subject: Subject;
  readonly session: SessionRef;
  readonly action: Action;
  readonly circumstances: Circumstances;
}

/** What is known besides; null where nobody vouches for it, and a rule that looks at it cannot be evaluated. */
export interface Circumstances {
  /** When the operation is judged, in milliseconds since 1970, UTC. */
  readonly atMs: number | null;
  /** Claims of the subject's verified token, by their names in it; texts and numbers as texts. */
  readonly claims: Readonly<Record<string, readonly string[]>> | null;
  /** What the provider of a pipeline vouches for. */
  readonly ci: CiClaims | null;
}

/** Claims of a pipeline's verified OIDC token; empty where its provider has no such claim. */
export interface CiClaims {
  readonly provider: 'github-actions' | 'gitlab-ci' | 'azure-pipelines' | 'other';
  /** `owner/name` as the provider writes it. */
  readonly repository: string;
  /** Immutable, unlike its name. */
  readonly repositoryId: string;
  readonly ref: string;
  readonly environment: string;
  /** The workflow that the job was defined in, with its ref. */
  readonly workflow: string;
  /** What set it off: `push`, `schedule`. */
  readonly event: string;
  readonly runId: string;
}
