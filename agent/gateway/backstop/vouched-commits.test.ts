import { expect, test } from 'vitest';
import { vouchedCommits } from './vouched-commits.ts';

const NEW = 'a'.repeat(40);

type Outcomes = Parameters<typeof vouchedCommits>[0]['outcomes'];

function outcome(change: {
  readonly kind?: string;
  readonly action?: string;
  readonly host?: string;
  readonly ref?: string;
  readonly newId?: string;
}): Outcomes {
  const {
    kind = 'accepted',
    action = 'git.push',
    host = 'github.com',
    ref = 'refs/heads/a',
    newId = NEW,
  } = change;
  const repository = { id: `${host}/a/b`, host, path: 'a/b' };
  return [{ kind, action: { kind: action, repository, update: { ref, newId } } }] as unknown as Outcomes;
}

function of(outcomes: Outcomes): readonly string[] {
  const session = { id: 's' } as Parameters<typeof vouchedCommits>[0]['session'];
  return vouchedCommits({ outcomes, session, exchange: 'x' }, new Set(['github.com'])).map(
    ({ commit }) => commit,
  );
}

test.each([['git.push'], ['github.write']])('the new head of a branch that a %s moves', (action) => {
  expect(of(outcome({ action }))).toEqual([NEW]);
});

test.each([
  ['one that was refused', { kind: 'refused' }],
  ['a read', { action: 'git.fetch' }],
  ['another host', { host: 'gitlab.com' }],
  ['a tag', { ref: 'refs/tags/v1' }],
  ['a deletion', { newId: '0'.repeat(40) }],
  ['a commit that the host makes itself', { newId: '' }],
])('nothing of %s', (_what, change) => {
  expect(of(outcome(change))).toEqual([]);
});
