import { expect, test } from 'vitest';
import type { PushBinding, PushSummary } from '../../../protocol/approval.ts';
import type { Commit, FileChange, GitPushAction, Operation } from '../../../protocol/operation.ts';
import { NO_CIRCUMSTANCES } from '../../../test/support/operation.ts';
import { type SummaryLimits, summaryOf } from './summary.ts';

const LIMITS = { maxCommits: 2, maxChanges: 3 };

function commit(change: Partial<Commit> = {}): Commit {
  const person = { name: 'Dana', email: 'dana@example.com' };
  return {
    id: 'c'.repeat(40),
    author: person,
    committer: person,
    message: 'Subject\n\nBody',
    merge: false,
    signed: false,
    terms: [],
    secrets: [],
    ...change,
  };
}

function change(path: string, rest: Partial<FileChange> = {}): FileChange {
  return {
    commit: 'net',
    path,
    kind: 'modified',
    mode: 'file',
    addedLines: 1,
    removedLines: 2,
    size: 3,
    opaque: null,
    terms: [],
    secrets: [],
    aiLines: null,
    ...rest,
  };
}

function push(commits: readonly Commit[], changes: readonly FileChange[], program = 'git'): Operation {
  const action: GitPushAction = {
    kind: 'git.push',
    repository: { id: 'git.example/a/b', host: 'git.example', path: 'A/b' },
    update: {
      ref: 'refs/heads/main',
      kind: 'branch',
      name: 'main',
      change: 'update',
      oldId: '1'.repeat(40),
      newId: '2'.repeat(40),
      forced: true,
      commits,
      changes,
    },
  };
  return {
    subject: { id: 'dana', groups: [], actor: 'mixed' },
    session: { id: 's1', program },
    action,
    circumstances: NO_CIRCUMSTANCES,
  };
}

const BINDING: PushBinding = {
  action: 'git.push',
  repository: 'git.example/a/b',
  ref: 'refs/heads/main',
  oldId: '1'.repeat(40),
  newId: '2'.repeat(40),
  rules: [],
  requester: 'dana',
};

/** Masks one word that stands on two lines. */
function maskText(text: string): string {
  return text.replace(/hun\nter2|hunter2/, '<SECRET>');
}

function shown(operation: Operation, limits: SummaryLimits): PushSummary {
  const summary = summaryOf(operation, { binding: BINDING, limits, maskText });
  if (summary.kind !== 'push') throw new Error('no summary of a push');
  return summary;
}

test('what cannot be held has no summary', () => {
  const operation: Operation = {
    ...push([], []),
    action: { kind: 'host.read', host: 'a', method: 'GET', path: '/' },
  };
  expect(() => shown(operation, LIMITS)).toThrow(expect.objectContaining({ code: 'cannot-be-held' }));
});

test('what a reviewer is shown', () => {
  expect(shown(push([commit()], [change('a.txt', { terms: ['password'] })]), LIMITS)).toEqual({
    kind: 'push',
    repository: 'git.example/A/b',
    ref: 'refs/heads/main',
    change: 'update',
    forced: true,
    oldId: '1'.repeat(40),
    newId: '2'.repeat(40),
    actor: 'mixed',
    program: 'git',
    session: 's1',
    commits: [{ id: 'c'.repeat(40), author: 'Dana <dana@example.com>', subject: 'Subject' }],
    commitCount: 1,
    changes: [
      {
        commit: 'net',
        path: 'a.txt',
        kind: 'modified',
        addedLines: 1,
        removedLines: 2,
        opaque: null,
        terms: ['password'],
      },
    ],
    changeCount: 1,
  });
});

test('what a commit says is masked whole, and then cut', () => {
  const author = { name: 'hunter2', email: 'a@b.c' };
  const { commits } = shown(push([commit({ message: 'Use hun\nter2', author })], []), LIMITS);
  expect(commits).toEqual([{ id: 'c'.repeat(40), author: '<SECRET> <a@b.c>', subject: 'Use <SECRET>' }]);
});

test('lists are cut, counts are whole', () => {
  const summary = shown(
    push(
      [commit(), commit(), commit()],
      ['a', 'b', 'c', 'd'].map((path) => change(path)),
    ),
    LIMITS,
  );
  expect(summary.commits).toHaveLength(2);
  expect(summary.commitCount).toBe(3);
  expect(summary.changes.map(({ path }) => path)).toEqual(['a', 'b', 'c']);
  expect(summary.changeCount).toBe(4);
});

test('marked changes come first, then net ones, then what only the history shows', () => {
  const past = (path: string, rest: Partial<FileChange> = {}) => change(path, { commit: 'c1', ...rest });
  const changes = [
    past('net.txt'),
    past('reverted.txt'),
    change('net.txt'),
    past('net.txt', { terms: ['password'] }),
    past('blob.bin', { opaque: 'binary' }),
  ];
  const summary = shown(push([], changes), { maxCommits: 0, maxChanges: 9 });
  expect(summary.changes.map(({ commit: id, path }) => `${id} ${path}`)).toEqual([
    'c1 net.txt',
    'c1 blob.bin',
    'net net.txt',
    'c1 reverted.txt',
  ]);
  expect(summary.changeCount).toBe(4);
});

test('what a requester wrote is printable and cut', () => {
  const author = { name: 'D\u202ea', email: 'x\u0000'.repeat(200) };
  const summary = shown(
    push(
      [commit({ author, message: `${'s'.repeat(300)}\u001b` })],
      [change('a\u001b[2J/\u2066b', { terms: ['\u0007'] })],
      'p\rq',
    ),
    LIMITS,
  );
  expect(summary.program).toBe('p\\u{d}q');
  expect(summary.changes[0]).toMatchObject({ path: 'a\\u{1b}[2J/\\u{2066}b', terms: ['\\u{7}'] });
  expect(summary.commits[0]?.subject).toBe(`${'s'.repeat(200)}…`);
  expect(summary.commits[0]?.author).toMatch(/^D\\u\{202e\}a <x\\u\{0\}.*…$/);
});
