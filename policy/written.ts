import type { CopilotPromptAction, PromptOrigin } from '../protocol/copilot.ts';
import type { GithubCall } from '../protocol/github.ts';
import type {
  ActionKind,
  CiClaims,
  FileChange,
  InspectedUpdate,
  Opacity,
  Repository,
  Signature,
} from '../protocol/operation.ts';
import type { Actor } from '../protocol/subject.ts';

/** What `WRITTEN_OPERATION` promises. */
export interface WrittenOperation {
  readonly action: ActionKind;
  readonly subject?: { readonly id?: string; readonly groups?: readonly string[]; readonly actor?: Actor };
  /** By their names in the token. */
  readonly claims?: Readonly<Record<string, readonly string[]>>;
  readonly session?: { readonly id?: string; readonly program?: string };
  readonly host?: string;
  readonly repository?: Partial<Repository>;
  readonly ref?: WrittenRef;
  readonly changes?: readonly WrittenChange[];
  readonly commits?: readonly WrittenCommit[];
  readonly surface?: string;
  readonly model?: string;
  readonly initiator?: CopilotPromptAction['initiator'];
  readonly tools?: readonly string[];
  readonly prompt?: WrittenPrompt;
  readonly answer?: { readonly text?: string; readonly tool?: string; readonly arguments?: string };
  readonly mcp?: {
    readonly tool?: string;
    readonly arguments?: string;
    readonly secrets?: readonly WrittenSecret[];
  };
  readonly api?: WrittenCall;
  readonly ci?: WrittenCi;
  readonly time?: { readonly date?: string; readonly hour?: number; readonly minute?: number };
  readonly method?: string;
  readonly path?: string;
  readonly port?: number;
}

export interface WrittenCi extends Partial<Omit<CiClaims, 'repositoryId' | 'runId'>> {
  readonly repository_id?: string;
  readonly run_id?: string;
}

interface WrittenRef {
  readonly name?: string;
  readonly change?: InspectedUpdate['change'];
  readonly forced?: boolean;
  readonly old?: string;
  readonly new?: string;
}

export interface WrittenChange {
  readonly commit?: string;
  readonly path?: string;
  readonly kind?: FileChange['kind'];
  readonly mode?: FileChange['mode'];
  readonly added?: number;
  readonly removed?: number;
  readonly size?: number;
  readonly opaque?: Opacity | '';
  readonly secrets?: readonly string[];
  readonly ai_lines?: number;
  readonly text?: string;
}

export interface WrittenCommit {
  readonly id?: string;
  readonly author?: Partial<Signature>;
  readonly committer?: Partial<Signature>;
  readonly message?: string;
  readonly merge?: boolean;
  readonly signed?: boolean;
  readonly secrets?: readonly string[];
}

interface WrittenPrompt {
  readonly parts?: readonly {
    readonly origin?: PromptOrigin;
    readonly path?: string;
    readonly tool?: string;
    readonly text?: string;
  }[];
  readonly secrets?: readonly WrittenSecret[];
  readonly opaque?: number;
}

interface WrittenCall {
  readonly name?: string;
  readonly access?: GithubCall['access'];
  readonly route?: GithubCall['route'];
  readonly method?: string;
  readonly path?: string;
  readonly head?: string;
  readonly secrets?: readonly WrittenSecret[];
}

export interface WrittenSecret {
  readonly rule?: string;
  readonly where?: string;
  readonly count?: number;
}
