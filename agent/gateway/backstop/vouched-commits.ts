import type { Authorized } from '../../proxy/stages.ts';

/** A commit that the gateway's own verdict let through, and that is to get a status. */
export interface VouchedCommit {
  /** As in `Repository.host`. */
  readonly host: string;
  /** `octo-org/demo`. */
  readonly repository: string;
  readonly commit: string;
  readonly session: string;
  readonly exchange: string;
}

const COMMIT = /^(?!0+$)[0-9a-f]{40,64}$/;

/** The new heads of branches that this exchange moves, at these hosts. What the host makes itself has no name yet. */
export function vouchedCommits(
  { outcomes, session, exchange }: Pick<Authorized, 'outcomes' | 'session' | 'exchange'>,
  hosts: ReadonlySet<string>,
): readonly VouchedCommit[] {
  return outcomes.flatMap(({ kind, action }) => {
    if (kind !== 'accepted' || (action.kind !== 'git.push' && action.kind !== 'github.write')) return [];
    const { repository, update } = action;
    const isHead = update.ref.startsWith('refs/heads/') && COMMIT.test(update.newId);
    if (!isHead || !hosts.has(repository.host)) return [];
    const { host, path } = repository;
    return [{ host, repository: path, commit: update.newId, session: session.id, exchange }];
  });
}
