import { expect, test } from 'vitest';
import { madePack, type PackedObject } from '../../test/support/made-pack.ts';
import { compileTerms } from '../core/git/terms.ts';
import { COMMITS_READ_BY_CONTENT, PassingContents } from './passing-contents.ts';

const commits = (count: number): readonly PackedObject[] =>
  Array.from({ length: count }, (_, index) => ({ kind: 'commit', bytes: Buffer.from(`commit ${index}`) }));
const blob = (content: string): PackedObject => ({ kind: 'blob', bytes: Buffer.from(content) });
const CONTENTS = [blob('the password\n'), blob(''), blob('no more\n')];

function passed(
  objects: readonly PackedObject[],
  { maxContents = 10, format = 'sha1' as 'sha1' | 'sha256' } = {},
): readonly (readonly [string, number, readonly string[]])[] {
  const search = { automaton: compileTerms(['password']), detector: null };
  const passing = new PassingContents(search, { format, maxContents });
  passing.push(madePack(objects, format === 'sha1' ? 20 : 32));
  passing.end();
  return [...passing.known].map(([id, { size, terms }]) => [id, size, terms] as const);
}

/** As `git hash-object` names them. */
const KNOWN = [
  ['994290ed87cc3a963ec8b82295d97cbd7759eac3', 13, ['password']],
  ['e69de29bb2d1d6434b8b29ae775ad8c2e48c5391', 0, []],
  ['dcdf723eb04f12349175b3c192a23f4c0ef8344a', 8, []],
] as const;

test('contents are known by their ids', () => {
  expect(passed([...commits(COMMITS_READ_BY_CONTENT), ...CONTENTS])).toEqual(KNOWN);
});

test('and by those of the format that the repository has', () => {
  const [, [id] = []] = passed([...commits(COMMITS_READ_BY_CONTENT), ...CONTENTS], { format: 'sha256' });
  expect(id).toBe('473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813');
});

test('of no more contents than are allowed', () => {
  expect(passed([...commits(COMMITS_READ_BY_CONTENT), ...CONTENTS], { maxContents: 2 })).toEqual(
    KNOWN.slice(0, 2),
  );
});

test('nothing is read of a push that is compared by patches', () => {
  expect(passed([...commits(COMMITS_READ_BY_CONTENT - 1), ...CONTENTS])).toEqual([]);
});
