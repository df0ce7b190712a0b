import { POLICY_LIMITS } from '../../../policy/limits.ts';
import type { Step } from '../../../protocol/audit-record.ts';
import type { Repository } from '../../../protocol/operation.ts';
import type { CredentialBroker } from '../../credential/broker.ts';
import { InspectionError, type Inspector } from '../../git/inspector.ts';
import type { WorkspaceFile } from '../../git/workspace-file.ts';
import type { GrantedRead, OwnReads } from '../own-reads.ts';
import { readingRight } from '../reading-right.ts';
import { Refusal } from '../refusal.ts';
import type { Classified } from '../stages.ts';
import { unrecorded } from '../steps/journal.ts';
import type { WorkspaceLimits } from './limits.ts';
import { type ReadingPlace, readingPlace } from './reading-place.ts';
import { Recent } from './recent.ts';

export interface WorkspaceReadsPorts {
  readonly inspector: Pick<Inspector, 'defaultBranch'>;
  readonly ownReads: OwnReads;
  readonly credentials: CredentialBroker;
  readonly limits: WorkspaceLimits;
  /** Milliseconds that only ever grow. */
  readonly nowMs: () => number;
}

/** What a repository's default branch says; `refused` where the host lets whoever asks not read it. */
export type OwnFile = WorkspaceFile | { readonly kind: 'refused'; readonly status: number };

/** One read of one exchange. */
export interface ReadingFor {
  readonly repository: Repository;
  readonly step: Step;
}

/** Of a pack with one file in it, and what frames it. */
const FRAME_BYTES = 16 * 1024;

/**
 * Reads repositories' own policies, from their default branch on the host and with the right of whoever asks: which
 * commit that is at is asked each time, but for a moment in which the same session asks again; what a commit holds
 * never changes.
 */
export class WorkspaceReads {
  readonly #ports: WorkspaceReadsPorts;
  /** By session and repository. */
  readonly #tips: Recent<{ readonly commit: string | null; readonly untilMs: number }>;
  /** By repository and commit. */
  readonly #files: Recent<WorkspaceFile>;

  constructor(ports: WorkspaceReadsPorts) {
    this.#ports = ports;
    this.#tips = new Recent(ports.limits.maxKnown);
    this.#files = new Recent(ports.limits.maxKnown);
  }

  /** Exits `inspection-failed`, `upstream-unreachable`, `no-credential`, `client-gone`, and those of the journal. */
  async fileOf(classified: Classified, { repository, step }: ReadingFor): Promise<OwnFile> {
    const place = readingPlace(classified, repository);
    if (place === null) return { kind: 'none' };
    const session = `${classified.session.id} ${repository.id}`;
    const known = this.#tips.get(session);
    const isFresh = known !== undefined && this.#ports.nowMs() < known.untilMs;
    const file = isFresh ? this.#known(repository, known.commit) : null;
    if (file !== null) return file;
    return this.#read(classified, { repository, step, place });
  }

  #known({ id }: Repository, commit: string | null): WorkspaceFile | null {
    return commit === null ? { kind: 'none' } : (this.#files.get(`${id} ${commit}`) ?? null);
  }

  async #read(
    classified: Classified,
    { repository, step, place }: ReadingFor & { readonly place: ReadingPlace },
  ): Promise<OwnFile> {
    const { target, path, clients } = place;
    const { host, port } = target;
    const reading = { host, port, purpose: 'git.read', repository: repository.path, clients } as const;
    const authorization = await readingRight(reading, classified, this.#ports);
    const { exchange, session, signal } = classified;
    const grant = { exchange, session: session.id, target, repositoryPath: path, authorization, signal };
    const access = this.#ports.ownReads.grant(grant);
    const maxBytes = POLICY_LIMITS.maxWorkspaceBytes;
    const bounded = this.#ports.ownReads.grant({ ...grant, maxAnswerBytes: maxBytes + FRAME_BYTES });
    let commit: string | null = null;
    try {
      const { defaultBranch } = this.#ports.inspector;
      commit = await defaultBranch.commit({ access, signal });
      const ask = { repository, access, boundedAccess: bounded, maxBytes, signal };
      const file =
        this.#known(repository, commit) ??
        (commit === null ? NOTHING : await defaultBranch.workspaceFile(ask, commit));
      return this.#remember(`${session.id} ${repository.id}`, repository, commit, file);
    } catch (cause) {
      if (commit !== null && bounded.wasCut())
        return { kind: 'unusable', commit, why: `it has more than ${maxBytes} bytes` };
      return refusedOrThrow(cause, [access, bounded], { classified, step });
    } finally {
      access.revoke();
      bounded.revoke();
    }
  }

  #remember(session: string, { id }: Repository, commit: string | null, file: WorkspaceFile): WorkspaceFile {
    this.#tips.set(session, { commit, untilMs: this.#ports.nowMs() + this.#ports.limits.freshMs });
    if (commit !== null) this.#files.set(`${id} ${commit}`, file);
    return file;
  }
}

const NOTHING: WorkspaceFile = { kind: 'none' };

/** The host's own no is an answer; whatever else kept the file from being read refuses what was asked. */
function refusedOrThrow(
  cause: unknown,
  reads: readonly GrantedRead[],
  { classified, step }: { readonly classified: Classified; readonly step: Step },
): OwnFile {
  for (const read of reads) if (read.unrecorded() !== null) throw unrecorded(step, read.unrecorded());
  if (classified.client.signal.aborted)
    throw new Refusal(step, 'client-gone', 'the client went away', { cause });
  const fault = reads.map((read) => read.fault()).find((each) => each !== null) ?? null;
  if (fault !== null) {
    throw new Refusal(step, 'upstream-unreachable', `${classified.client.target.host} could not be reached`, {
      hint: 'check the network and the proxy settings of the agent, then try again',
      cause: fault,
    });
  }
  const status = reads.map((read) => read.refusedWith()).find((each) => each !== null) ?? null;
  // What is led elsewhere is not followed, by whoever asks no more than here.
  if (status !== null && status < 500) return { kind: 'refused', status };
  if (!(cause instanceof InspectionError)) throw cause;
  throw new Refusal(
    step,
    'inspection-failed',
    `the repository’s own policy cannot be read: ${cause.message}`,
    {
      hint: cause.hint === '' ? 'try again' : cause.hint,
      cause,
    },
  );
}
