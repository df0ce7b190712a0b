import { expect, test } from 'vitest';
import { type CommitSource, commitLine, readLineCommit } from './commit-line.ts';

const id = (letter: string): string => letter.repeat(40);
const AUTHOR = 'author a <a@x> 1 +0000\n';

/** Answers with the commits of `texts`, by their letter, each in pieces of `pieceBytes`. */
function readerOf(
  texts: ReadonlyMap<string, string>,
  { type = 'commit', pieceBytes = 1000 } = {},
): CommitSource {
  const reader: CommitSource['reader'] = {
    contents: async (ids, open) => {
      for (const [index, wanted] of ids.entries()) {
        const bytes = Buffer.from(texts.get(wanted) ?? '');
        const found = bytes.length === 0 ? null : { id: wanted, type, size: bytes.length };
        const sink = open(index, found);
        for (let at = 0; at < bytes.length; at += pieceBytes) sink?.(bytes.subarray(at, at + pieceBytes));
      }
    },
  };
  return { reader, passed: { commits: new Map() } };
}

/** Where all of these have passed by, and none is to be read. */
function passedOf(texts: ReadonlyMap<string, string>): CommitSource {
  const commits = [...texts].map(([id, text]) => {
    const commit = { id, author: NOBODY, committer: NOBODY, message: '', merge: false, signed: false };
    const listed = readLineCommit(id, Buffer.from(text));
    return [id, { commit: { ...commit, terms: [], secrets: [] }, tree: id, listed }] as const;
  });
  return { ...readerOf(new Map()), passed: { commits: new Map(commits) } };
}

const NOBODY = { name: '', email: '' };

/** `c:b` is commit c with parent b; each has its own letter for its tree. */
function history(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(' ').map((part) => {
      const [letter = '', parents = ''] = part.split(':');
      const lines = parents.split('').map((parent) => `parent ${id(parent)}\n`);
      return [id(letter), `tree ${id(letter)}\n${lines.join('')}${AUTHOR}\nparent ${id('f')}\n`];
    }),
  );
}

test.each([
  ['one commit', 'b:a', 'b', 'b'],
  ['three commits', 'd:c c:b b:a', 'd', 'dcb'],
  ['no commit', 'b:a', 'a', ''],
])('lists a line of %s', async (_name, text, tip, listed) => {
  for (const pieceBytes of [1, 7, 1000]) {
    const line = await commitLine(readerOf(history(text), { pieceBytes }), { tip: id(tip), base: id('a') });
    expect(line?.map((commit) => commit.id)).toEqual(listed.split('').map(id));
    for (const commit of line ?? []) expect(commit.tree).toBe(commit.id);
  }
});

test.each([
  ['a merge', 'd:cb c:a b:a'],
  ['a root', 'd:c c:'],
  ['a line that leads past the base', 'd:c c:b b:e e:'],
  ['a commit that is not here', 'd:c'],
  ['a line of more commits than most pushes bring', 'd:9 9:8 8:7 7:6 6:5 5:4 4:3 3:2 2:a'],
])('leaves %s to git', async (_name, text) => {
  expect(await commitLine(readerOf(history(text)), { tip: id('d'), base: id('a') })).toBeNull();
});

const LONG_LINE = 'd:9 9:8 8:7 7:6 6:5 5:4 4:3 3:2 2:a';

test('lists a line of any length that passed by', async () => {
  const line = await commitLine(passedOf(history(LONG_LINE)), { tip: id('d'), base: id('a') });
  expect(line?.map((commit) => commit.id)).toEqual('d98765432'.split('').map(id));
});

test.each([
  ['a merge', 'd:cb c:a b:a'],
  ['a root', 'd:c c:'],
  ['a line that leads past the base', 'd:c c:b b:e e:'],
  ['a commit that neither passed by nor is here', 'd:c'],
])('leaves %s to git, though it passed by', async (_name, text) => {
  expect(await commitLine(passedOf(history(text)), { tip: id('d'), base: id('a') })).toBeNull();
});

test('leaves what has no base to git', async () => {
  expect(await commitLine(readerOf(history('b:a')), { tip: id('b'), base: null })).toBeNull();
});

test('leaves what is no commit to git', async () => {
  const reader = readerOf(history('d:a'), { type: 'blob' });
  expect(await commitLine(reader, { tip: id('d'), base: id('a') })).toBeNull();
});

/** Git takes each of these for another parent than a reader of headers would, or for none. */
test.each([
  ['a line that continues the tree', `tree ${id('d')}\n x\nparent ${id('a')}\n${AUTHOR}`],
  ['a line that continues the parent', `tree ${id('d')}\nparent ${id('a')}\n x\n${AUTHOR}`],
  ['a parent behind the author', `tree ${id('d')}\n${AUTHOR}parent ${id('a')}\n`],
  ['a second parent behind another header', `tree ${id('d')}\nparent ${id('a')}\nencoding x\n${AUTHOR}`],
  ['another spelling of an id', `tree ${id('d')}\nparent ${id('A')}\n${AUTHOR}`],
  ['an empty line before the tree', `\ntree ${id('d')}\nparent ${id('a')}\n${AUTHOR}`],
])('leaves a commit with %s to git', async (_name, text) => {
  const reader = readerOf(new Map([[id('d'), text]]));
  expect(await commitLine(reader, { tip: id('d'), base: id('a') })).toBeNull();
});
