import type { InspectedUpdate, RefUpdate } from '../../../protocol/operation.ts';
import { classifyRef } from '../../core/git/ref-name.ts';
import { headerValue } from '../../core/http/headers.ts';
import { InspectionError } from '../../git/inspector.ts';
import { gitAuthorization } from '../git-authorization.ts';
import { readingRight } from '../reading-right.ts';
import { Refusal } from '../refusal.ts';
import { unrecorded } from '../steps/journal.ts';
import type { Judging } from './judging.ts';
import type { KnownRepository } from './repositories.ts';

/** Where a ref is, and where it is to be; null for nowhere. */
export interface RefMove {
  readonly ref: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** What one ref update brings, inspected as if it were pushed: its objects are read from the repository with Git. */
export async function inspectMove(
  judging: Judging,
  known: KnownRepository,
  move: RefMove,
): Promise<InspectedUpdate> {
  const { classified, route, ports } = judging;
  const target = { ...route.client.target, host: route.place.gitHost };
  const clients = gitAuthorization(headerValue(route.client.rawHeaders, 'authorization'));
  const reading = { ...target, purpose: 'git.read', repository: known.repository.path, clients } as const;
  const authorization = await readingRight(reading, classified, ports);
  const access = ports.ownReads.grant({
    exchange: classified.exchange,
    session: classified.session.id,
    target,
    repositoryPath: `/${known.repository.path}.git`,
    authorization,
    signal: classified.signal,
  });
  try {
    await using inspected = await ports.inspector.receive({
      repository: known.repository,
      objectFormat: (move.to ?? move.from ?? '').length === 64 ? 'sha256' : 'sha1',
      updates: [refUpdate(move)],
      pack: null,
      terms: known.search.scannedFor,
      detector: known.search.detector,
      readAccess: async () => ({ url: access.url, header: access.header }),
      signal: classified.signal,
    });
    const [update] = inspected.inspected;
    if (update === undefined) throw new Error('an update was not inspected');
    return update;
  } catch (cause) {
    if (access.unrecorded() !== null) throw unrecorded('parse', access.unrecorded());
    if (!(cause instanceof InspectionError)) throw cause;
    throw new Refusal(
      'parse',
      'inspection-failed',
      `what the call changes cannot be read: ${cause.message}`,
      {
        hint: cause.hint === '' ? 'push it with git instead' : cause.hint,
        cause,
      },
    );
  } finally {
    access.revoke();
  }
}

/** A ref update as a push would write it. */
export function refUpdate({ ref, from, to }: RefMove): RefUpdate {
  const none = '0'.repeat((to ?? from ?? '').length || 40);
  const change = to === null ? 'delete' : from === null ? 'create' : 'update';
  return { ref, ...classifyRef(ref), change, oldId: from ?? none, newId: to ?? none };
}
