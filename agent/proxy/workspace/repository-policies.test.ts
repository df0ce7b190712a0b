import { expect, test } from 'vitest';
import { compilePolicy } from '../../../policy/compile.ts';
import type { Action, Operation } from '../../../protocol/operation.ts';
import { change, fetchOf, push, sha256 } from '../../../test/support/operation.ts';
import type { Classified } from '../stages.ts';
import { passesUnknown, RepositoryPolicies, type RepositoryPolicy } from './repository-policies.ts';
import type { OwnFile } from './workspace-reads.ts';

const BASE = compilePolicy('version: 1\nhosts: []\ndefault: allow\nrules: []\n', sha256);
const OTHER = compilePolicy('version: 1\nhosts: []\ndefault: deny\nrules: []\n', sha256);
const DENY = 'version: 1\nrules:\n  - { id: a, on: [repo.write], effect: deny }\n';
const REPOSITORY = { id: 'git.test/o/r', host: 'git.test', path: 'o/r' };

function policies(files: readonly OwnFile[], maxTightened = 8) {
  let count = 0;
  const reads = {
    fileOf: async () => files[Math.min(count++, files.length - 1)] ?? { kind: 'none' as const },
  };
  const opened = new RepositoryPolicies(reads, { maxTightened });
  const of = (base = BASE) => opened.of({} as Classified, base, { repository: REPOSITORY, step: 'evaluate' });
  return { of };
}

function file(text: string): OwnFile {
  return { kind: 'file', commit: 'c', text };
}

test('a repository without one is judged by the policy of the organisation', async () => {
  expect(await policies([{ kind: 'none' }]).of()).toEqual({ kind: 'policy', policy: BASE, workspace: null });
});

test('one that has one by both, and says which', async () => {
  const found = await policies([file(DENY)]).of();
  if (found.kind !== 'policy') throw new Error(found.reason);
  expect(found.policy.evaluate(push('refs/heads/x')).verdict).toMatchObject({ rule: { id: 'workspace.a' } });
  const { workspace } = found.policy;
  expect(found.workspace).toEqual({ repository: 'git.test/o/r', commit: 'c', policy: workspace?.hash });
});

test('it is compiled once for each policy of the organisation, and no more are kept than may be', async () => {
  const { of } = policies([file(DENY)], 1);
  const compiled = async (base = BASE) => {
    const found = await of(base);
    return found.kind === 'policy' ? found.policy : null;
  };
  const first = await compiled();
  expect(await compiled()).toBe(first);
  expect((await compiled(OTHER))?.hash).not.toBe(first?.hash);
  const again = await compiled();
  expect(again).not.toBe(first);
  expect(again?.hash).toBe(first?.hash);
});

const FORBIDDEN: OwnFile = { kind: 'refused', status: 403 };
const LINK: OwnFile = { kind: 'unusable', commit: 'c', why: 'it is a symbolic link' };

test.each<readonly [OwnFile, RegExp]>([
  [file(DENY.replace('deny', 'allow')), /line 3, column 40: a rule allows.*; write deny.*until it is mended/],
  [file('%'), /line 1, column 2/],
  [LINK, /symbolic link; until it is mended/],
  [FORBIDDEN, /does not let this credential read .countersign.yaml \(403\)/],
])('%j is no policy that could be asked', async (own, reason) => {
  const found = await policies([own]).of();
  expect(found).toMatchObject({ kind: 'unknown', reason: expect.stringMatching(reason) as unknown });
  expect(found.workspace?.policy).toBe(null);
});

const MEND = push('refs/heads/main', { changes: [change('.countersign.yaml')] });
const UNFOLD = push('refs/heads/main', {
  changes: [change('.countersign.yaml/a', { kind: 'deleted' }), change('.countersign.yaml')],
});
const ELSE = push('refs/heads/main', { changes: [change('.countersign.yaml'), change('a')] });
const REMOVE = push('refs/heads/main', { change: 'delete', changes: [] });
const EMPTY = push('refs/heads/main', { changes: [] });
const NEAR = push('refs/heads/main', { changes: [change('.Countersign.yaml')] });

function call(name: string, access: 'read' | 'write'): Pick<Operation, 'action'> {
  const action = { kind: 'github.api', host: 'github.com', repository: REPOSITORY, call: { name, access } };
  return { action: action as unknown as Action };
}

test.each<readonly [string, Pick<Operation, 'action'>, boolean, boolean]>([
  ['a fetch', fetchOf('o/r'), true, true],
  ['a call that reads', call('issues.list', 'read'), true, true],
  ['a call that writes', call('issues.create', 'write'), false, false],
  ['a pull request', call('pulls.create', 'write'), true, false],
  ['a change of the policy', MEND, true, false],
  ['a change of a folder in its place', UNFOLD, true, false],
  ['a change of the policy and of something else', ELSE, false, false],
  ['a deletion', REMOVE, false, false],
  ['a push that changes no file', EMPTY, false, false],
  ['a change of another name', NEAR, false, false],
])('%s passes a broken policy: %s; one that cannot be read: %s', async (_, { action }, broken, unread) => {
  const unknown = async (own: OwnFile) =>
    (await policies([own]).of()) as Extract<RepositoryPolicy, { kind: 'unknown' }>;
  expect(passesUnknown(await unknown(LINK), action)).toBe(broken);
  expect(passesUnknown(await unknown(FORBIDDEN), action)).toBe(unread);
});
