import { expect, test } from 'vitest';
import { madePack, type PackedObject } from '../../test/support/made-pack.ts';
import { compileTerms } from '../core/git/terms.ts';
import { WrittenSecrets } from '../core/git/written-secrets.ts';
import { DEFAULT_GIT_LIMITS, type GitLimits } from './limits.ts';
import { Passed } from './passed.ts';
import { COMMITS_READ_BY_CONTENT, PassingObjects } from './passing-objects.ts';

const TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const DEV = 'Dev <dev@example.org> 1767225600 +0000';
const FIRST = `tree ${TREE}\nauthor ${DEV}\ncommitter ${DEV}\n\nthe password\n`;
/** As `git hash-object -t commit` names them. */
const FIRST_ID = '369a6d43b7861efa7eec9fc0095aa14914fed081';
const SECOND_ID = '6cf2379ae1b4ab3f374734c1fe051cac25cb1745';
const SECOND = `tree ${TREE}\nparent ${FIRST_ID}\nauthor ${DEV}\ncommitter ${DEV}\n\nMore\n`;
const commit = (text: string): PackedObject => ({ kind: 'commit', bytes: Buffer.from(text) });
const commits = (count: number): readonly PackedObject[] =>
  Array.from({ length: count }, (_, index) => commit(`${FIRST}${index}\n`));
const blob = (content: string): PackedObject => ({ kind: 'blob', bytes: Buffer.from(content) });
const CONTENTS = [blob('the password\n'), blob(''), blob('no more\n')];

const SEARCHING = {
  search: { automaton: compileTerms(['password']), detector: null },
  written: new WrittenSecrets(null),
};

function passed(
  objects: readonly PackedObject[],
  { limits = {} as Partial<GitLimits>, format = 'sha1' as 'sha1' | 'sha256' } = {},
): Passed {
  const found = new Passed();
  const pack = { format, before: { commits: 0, contents: 0 }, limits: { ...DEFAULT_GIT_LIMITS, ...limits } };
  const passing = new PassingObjects(SEARCHING, pack, (object) => found.add(object));
  passing.push(madePack(objects, format === 'sha1' ? 20 : 32));
  passing.end();
  return found;
}

function found({ contents }: Passed): readonly unknown[] {
  return [...contents].map(([id, { size, terms }]) => [id, size, terms]);
}

const ENOUGH = commits(COMMITS_READ_BY_CONTENT);
/** As `git hash-object` names them. */
const KNOWN = [
  ['994290ed87cc3a963ec8b82295d97cbd7759eac3', 13, ['password']],
  ['e69de29bb2d1d6434b8b29ae775ad8c2e48c5391', 0, []],
  ['dcdf723eb04f12349175b3c192a23f4c0ef8344a', 8, []],
] as const;

test('contents are known by their ids', () => {
  expect(found(passed([...ENOUGH, ...CONTENTS]))).toEqual(KNOWN);
});

test('and by those of the format that the repository has', () => {
  const { contents } = passed([...ENOUGH, blob('')], { format: 'sha256' });
  expect([...contents.keys()]).toEqual(['473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813']);
});

test('of no more contents than are allowed', () => {
  const limits = { maxChanges: 2 };
  expect(found(passed([...ENOUGH, ...CONTENTS], { limits }))).toEqual(KNOWN.slice(0, 2));
});

test('no content is read of a push that is compared by patches', () => {
  expect(found(passed([...ENOUGH.slice(1), ...CONTENTS]))).toEqual([]);
});

test('commits are known by their ids, with their trees and the one parent that they have', () => {
  const { commits } = passed([commit(FIRST), commit(SECOND)]);
  expect(
    [...commits].map(([id, { commit, tree, listed }]) => [id, commit.id, commit.terms, tree, listed]),
  ).toEqual([
    [FIRST_ID, FIRST_ID, ['password'], TREE, null],
    [SECOND_ID, SECOND_ID, [], TREE, { id: SECOND_ID, tree: TREE, parents: [FIRST_ID] }],
  ]);
});

test('no more commits than are allowed', () => {
  expect(passed(ENOUGH, { limits: { maxCommits: 3 } }).commits.size).toBe(3);
});

test('a commit that Git would not have written is refused', () => {
  expect(() => passed([commit('no commit')])).toThrow(
    expect.objectContaining({ name: 'InspectionError', code: 'malformed-object' }),
  );
});
