import { expect, test } from 'vitest';
import { toldClient } from '../../../test/support/told-client.ts';
import { NO_BROKER } from '../../credential/broker.ts';
import { InspectionError } from '../../git/inspection-error.ts';
import type { WorkspaceFile } from '../../git/workspace-file.ts';
import type { GrantedRead, ReadGrant } from '../own-reads.ts';
import type { Classified } from '../stages.ts';
import { DEFAULT_WORKSPACE_LIMITS, type WorkspaceLimits } from './limits.ts';
import { WorkspaceReads } from './workspace-reads.ts';

const FILE = (commit: string): WorkspaceFile => ({ kind: 'file', commit, text: `of ${commit}` });

interface Scene {
  readonly limits?: Partial<WorkspaceLimits>;
  /** What the host says, for each of the two grants. */
  readonly read?: Partial<GrantedRead>;
  readonly bounded?: Partial<GrantedRead>;
  readonly headFails?: Error;
  readonly fileFails?: Error;
}

function scene({ limits = {}, read = {}, bounded = {}, headFails, fileFails }: Scene = {}) {
  const seen = { heads: 0, files: 0, open: 0, grants: [] as ReadGrant[] };
  const at = { commit: 'one' as string | null, nowMs: 0 };
  const reads = new WorkspaceReads({
    ownReads: {
      grant(grant) {
        seen.grants.push(grant);
        seen.open += 1;
        const none = {
          unrecorded: () => null,
          refusedWith: () => null,
          fault: () => null,
          wasCut: () => false,
        };
        const revoke = () => {
          seen.open -= 1;
        };
        const told = grant.maxAnswerBytes === undefined ? read : bounded;
        return { url: 'http://127.0.0.1/', header: 'x: y', revoke, ...none, ...told };
      },
      close: async () => undefined,
    },
    inspector: {
      defaultBranch: {
        async commit() {
          seen.heads += 1;
          if (headFails !== undefined) throw headFails;
          return at.commit;
        },
        async workspaceFile(_ask, commit) {
          seen.files += 1;
          if (fileFails !== undefined) throw fileFails;
          return FILE(commit);
        },
      },
    },
    credentials: NO_BROKER,
    limits: { ...DEFAULT_WORKSPACE_LIMITS, ...limits },
    nowMs: () => at.nowMs,
  });
  const of = (session = 's', path = 'o/r', service = 'git-receive-pack') => {
    const { request } = toldClient({
      method: 'POST',
      path: `/${path}.git/${service}`,
      rawHeaders: ['Authorization', 'Basic eA=='],
    });
    const repository = { id: `git.test/${path}`, host: 'git.test', path };
    const classified = {
      exchange: 'e',
      session: { id: session },
      client: request,
      signal: request.signal,
      onEnd: () => undefined,
      route: { kind: 'git.push', client: request, repository },
    } as unknown as Classified;
    return reads.fileOf(classified, { repository, step: 'evaluate' });
  };
  return { of, seen, at };
}

test('it is read with the right of whoever asks, from the repository that is asked', async () => {
  const { of, seen } = scene();
  expect(await of()).toEqual(FILE('one'));
  expect(seen.grants.map(({ authorization, repositoryPath }) => [authorization, repositoryPath])).toEqual([
    ['Basic eA==', '/o/r.git'],
    ['Basic eA==', '/o/r.git'],
  ]);
  expect(seen.grants[1]?.maxAnswerBytes).toBe(48 * 1024);
  expect(seen.open).toBe(0);
});

test('where the default branch is at is asked again after a moment, and for another session', async () => {
  const { of, seen, at } = scene({ limits: { freshMs: 100 } });
  await of();
  at.commit = 'two';
  expect(await of()).toEqual(FILE('one'));
  expect(await of('other')).toEqual(FILE('two'));
  at.nowMs = 100;
  expect(await of()).toEqual(FILE('two'));
  expect([seen.heads, seen.files]).toEqual([3, 2]);
});

test('what a commit holds is read once, and again once others took its place', async () => {
  const { of, seen } = scene({ limits: { freshMs: 0, maxKnown: 2 } });
  for (const path of ['o/a', 'o/a', 'o/b', 'o/c', 'o/a']) await of('s', path);
  expect([seen.heads, seen.files]).toEqual([5, 4]);
});

test('without a default branch there is none', async () => {
  const { of, at, seen } = scene();
  at.commit = null;
  expect(await of()).toEqual({ kind: 'none' });
  expect(await of()).toEqual({ kind: 'none' });
  expect([seen.heads, seen.files]).toEqual([1, 0]);
});

const UNREAD = new InspectionError('upstream-unreadable', 'no');

test.each([301, 401, 403, 404])('a host that answers %i does not let it be read', async (status) => {
  const { of, seen } = scene({ headFails: UNREAD, read: { refusedWith: () => status } });
  expect(await of()).toEqual({ kind: 'refused', status });
  await of();
  expect([seen.heads, seen.open]).toEqual([2, 0]);
});

test('a file that was cut is too large', async () => {
  const { of } = scene({ fileFails: UNREAD, bounded: { wasCut: () => true } });
  expect(await of()).toMatchObject({ kind: 'unusable', commit: 'one' });
});

test.each<readonly [string, Scene, string]>([
  ['another status', { headFails: UNREAD, read: { refusedWith: () => 500 } }, 'inspection-failed'],
  [
    'no connection',
    { headFails: UNREAD, read: { fault: () => new Error('ECONNREFUSED') } },
    'upstream-unreachable',
  ],
  [
    'no room for the record of it',
    { headFails: UNREAD, read: { unrecorded: () => new Error('ENOSPC') } },
    'journal-failed',
  ],
  ['a file that cannot be fetched', { fileFails: UNREAD }, 'inspection-failed'],
])('with %s nothing is judged', async (_, told, code) => {
  const { of, seen } = scene(told);
  await expect(of()).rejects.toMatchObject({ name: 'Refusal', step: 'evaluate', code });
  expect(seen.open).toBe(0);
});
