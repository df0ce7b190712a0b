import type { GithubCall } from '../../../protocol/github.ts';
import type { Action } from '../../../protocol/operation.ts';
import { GithubError } from '../../core/github/github-error.ts';
import { hasBody } from '../body-framing.ts';
import type { CallPayload, Payload } from '../stages.ts';
import type { GithubRoute, Judging, RefWrite } from './judging.ts';
import { repositoryOf } from './repositories.ts';
import type { CallText, SearchedBody } from './search-body.ts';

/** A call with what it comes to. */
export interface ReadCall {
  readonly payload: Payload;
  readonly actions: readonly Action[];
  /** In the place of the one that was classified, where the call leaves by another name. */
  readonly route?: GithubRoute;
}

/** What every call that only reads has in common. */
export const READ = { access: 'read', route: 'rest', head: '', secrets: [] } as const;

/** The action of a call that writes to no ref. */
export function apiAction(
  judging: Judging,
  repository: GithubRepository,
  call: GithubCall,
): Extract<Action, { kind: 'github.api' }> {
  return { kind: 'github.api', host: hostOf(judging), repository, call };
}

/** One after the other: a call has few of them, and each is a read. */
export function bound({ reads }: Judging, payload: CallText, writes: readonly RefWrite[]): CallPayload {
  const confirm = async (): Promise<void> => {
    reads.startAgain();
    for (const write of writes) await write.confirm();
  };
  return { ...payload, confirm };
}

export type Asked = Pick<GithubCall, 'name' | 'route' | 'path' | 'request'>;

export interface ResolvedWrites {
  readonly asked: Asked;
  readonly searched: SearchedBody;
  readonly repository: GithubRepository;
  readonly writes: readonly RefWrite[];
}

export type GithubRepository = Extract<Action, { kind: 'github.api' }>['repository'];

/** One action a ref that is written, or the one of a call that writes to none. */
export function actionsOf(
  judging: Judging,
  { asked, searched, repository, writes }: ResolvedWrites,
): readonly Action[] {
  const host = hostOf(judging);
  const { method } = judging.route.client;
  const call: GithubCall = {
    ...asked,
    access: 'write',
    method,
    head: '',
    shown: searched.shown,
    secrets: searched.secrets,
  };
  if (writes.length === 0) return [apiAction(judging, repository, call)];
  return writes.map((write) => ({
    kind: 'github.write',
    host,
    repository: write.repository,
    update: write.update,
    call: { ...call, head: write.head },
  }));
}

/** The host as a push to it names it. */
function hostOf(judging: Judging): string {
  return repositoryOf(judging.route, '').host;
}

/** Throws GithubError `body`. */
export function refuseBody({ route: { client } }: Judging): void {
  if (hasBody(client)) throw new GithubError('body', 'a request that only reads has no body');
}
