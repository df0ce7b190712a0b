import { createHash } from 'node:crypto';
import type { CompiledPolicy } from '../../../policy/compile.ts';
import { PolicyError } from '../../../policy/policy-error.ts';
import { type TightenedPolicy, tightenInSteps, WORKSPACE_FILE } from '../../../policy/workspace.ts';
import type { Action } from '../../../protocol/operation.ts';
import { besideWork } from '../../feed/enforceable-policy.ts';
import type { Classified } from '../stages.ts';
import type { WorkspaceLimits } from './limits.ts';
import { mends, opensMending, reads } from './mending.ts';
import { Recent } from './recent.ts';
import type { OwnFile, ReadingFor, WorkspaceReads } from './workspace-reads.ts';

/** A repository's own policy as it stood when something was judged, for the record. */
export interface WorkspaceRef {
  readonly repository: string;
  /** Of the default branch; null where it could not be read. */
  readonly commit: string | null;
  /** Hash of the policy in it; null where that is none. */
  readonly policy: string | null;
}

/** What judges operations on one repository. */
export type RepositoryPolicy =
  | { readonly kind: 'policy'; readonly policy: CompiledPolicy; readonly workspace: WorkspaceRef | null }
  /** There is a policy of the repository's own that cannot be asked, and so most of what it may forbid is refused. */
  | {
      readonly kind: 'unknown';
      readonly workspace: WorkspaceRef;
      readonly reason: string;
      readonly mendable: boolean;
    };

/** The organisation's policy for each repository, tightened by what the repository's default branch says. */
export class RepositoryPolicies {
  readonly #reads: Pick<WorkspaceReads, 'fileOf'>;
  /** By the hashes of both. */
  readonly #tightened: Recent<TightenedPolicy | PolicyError>;

  constructor(
    reads: Pick<WorkspaceReads, 'fileOf'>,
    { maxTightened }: Pick<WorkspaceLimits, 'maxTightened'>,
  ) {
    this.#reads = reads;
    this.#tightened = new Recent(maxTightened);
  }

  /** Exits as `WorkspaceReads.fileOf`. */
  async of(classified: Classified, base: CompiledPolicy, reading: ReadingFor): Promise<RepositoryPolicy> {
    const file = await this.#reads.fileOf(classified, reading);
    if (file.kind === 'none') return { kind: 'policy', policy: base, workspace: null };
    const repository = reading.repository.id;
    const commit = 'commit' in file ? file.commit : null;
    const tightened = file.kind === 'file' ? await this.#compiled(base, file.text) : null;
    if (tightened !== null && !(tightened instanceof PolicyError)) {
      const workspace = { repository, commit, policy: tightened.workspace.hash };
      return { kind: 'policy', policy: tightened, workspace };
    }
    return {
      kind: 'unknown',
      workspace: { repository, commit, policy: null },
      reason: reasonOf(file, tightened),
      mendable: file.kind !== 'refused',
    };
  }

  async #compiled(base: CompiledPolicy, text: string): Promise<TightenedPolicy | PolicyError> {
    const name = `${base.hash} ${sha256(new TextEncoder().encode(text))}`;
    const known = this.#tightened.get(name);
    if (known !== undefined) return known;
    const compiled = await compiledOrFault(base, text);
    this.#tightened.set(name, compiled);
    return compiled;
  }
}

async function compiledOrFault(base: CompiledPolicy, text: string): Promise<TightenedPolicy | PolicyError> {
  try {
    return await besideWork(tightenInSteps(base, text, sha256));
  } catch (cause) {
    if (cause instanceof PolicyError) return cause;
    throw cause;
  }
}

function reasonOf(file: OwnFile, fault: PolicyError | null): string {
  if (file.kind === 'refused')
    return `the host does not let this credential read ${WORKSPACE_FILE} (${file.status}), and so nobody knows what the repository’s own policy says`;
  const why = file.kind === 'unusable' ? file.why : `${fault?.message ?? ''}; ${fault?.hint ?? ''}`;
  return `${WORKSPACE_FILE} on the default branch is no policy: ${why}; until it is mended, only changes of that file alone go through`;
}

/**
 * Whether something goes through by the organisation's policy alone, while what the repository itself says is not
 * known: reading, and what brings a mended file.
 */
export function passesUnknown(
  { mendable }: Extract<RepositoryPolicy, { kind: 'unknown' }>,
  action: Action,
): boolean {
  return reads(action) || (mendable && (mends(action) || opensMending(action)));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
