import type { Repository } from '../../protocol/operation.ts';
import type { Caches } from './caches.ts';
import { Deadline } from './deadline.ts';
import { GitScope, type GitSettings } from './git-process.ts';
import { InspectionError } from './inspection-error.ts';
import type { GitLimits } from './limits.ts';
import { type ReadAccess, readHead } from './upstream-read.ts';
import { readWorkspaceFile, type WorkspaceFile } from './workspace-file.ts';

/** A repository whose own policy is wanted, and how it may be read. */
export interface WorkspaceAsk {
  readonly repository: Repository;
  readonly access: ReadAccess;
  /** For the file itself; whoever gives it out cuts an answer that is longer than such a file can make it. */
  readonly boundedAccess: ReadAccess;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

export interface DefaultBranchParts {
  readonly settings: GitSettings;
  readonly caches: Caches;
  readonly limits: Pick<GitLimits, 'timeoutMs'>;
  readonly closing: AbortSignal;
}

/** Reads of the default branch that no push is inspected for. */
export interface DefaultBranch {
  /** Its commit now; null where there is none. Throws InspectionError. */
  commit(ask: Pick<WorkspaceAsk, 'access' | 'signal'>): Promise<string | null>;
  /** The repository's own policy as it stands in that commit. Throws InspectionError. */
  workspaceFile(ask: WorkspaceAsk, commit: string): Promise<WorkspaceFile>;
}

export function openDefaultBranch({ settings, caches, limits, closing }: DefaultBranchParts): DefaultBranch {
  /** Ends every process of the read, however it ends. */
  async function scoped<T>(signal: AbortSignal, read: (scope: GitScope) => Promise<T>): Promise<T> {
    const scope = new GitScope(settings);
    const deadline = new Deadline(limits.timeoutMs, [signal, closing], (reason) => scope.fail(reason));
    try {
      return await read(scope);
    } catch (cause) {
      const reason: unknown = scope.signal.aborted ? scope.signal.reason : cause;
      if (reason instanceof InspectionError) throw reason;
      throw new InspectionError('git-failed', 'the default branch cannot be read', { cause });
    } finally {
      deadline.end();
      await scope.close();
    }
  }
  return {
    commit: ({ access, signal }) => scoped(signal, (scope) => readHead(scope, settings.emptyHome, access)),
    async workspaceFile(ask, commit) {
      const format = commit.length === 64 ? 'sha256' : 'sha1';
      const cache = caches.of(ask.repository.id, format);
      await cache.enter(format);
      try {
        return await scoped(ask.signal, (scope) => readWorkspaceFile({ ...ask, scope, cache, commit }));
      } finally {
        cache.leave();
      }
    },
  };
}
