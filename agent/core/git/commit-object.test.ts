import { describe, expect, test } from 'vitest';
import { CommitObjectError, readCommitObject, readTagObject } from './commit-object.ts';

const TREE = 'a'.repeat(40);
const SIGNED = 'Ann Other <ann@example.org> 1700000000 +0100';
const HEAD = `tree ${TREE}\nparent ${'b'.repeat(40)}\nparent ${'c'.repeat(40)}\nauthor ${SIGNED}\ncommitter C <c@x> 1 +0000\n`;
const text = (parts: readonly Uint8Array[]): string =>
  parts.map((part) => Buffer.from(part).toString()).join('|');

describe('refused', () => {
  test.each([
    ['no tree', `author ${SIGNED}\n\n`, 'no-tree'],
    ['a short tree id', 'tree abc\n\n', 'bad-id'],
    ['no author', `tree ${TREE}\n\nx`, 'no-signature'],
    ['an author without address', `tree ${TREE}\nauthor Ann\ncommitter C <c@x>\n\n`, 'bad-signature'],
    ['headers without end', `tree ${TREE}`, 'no-end'],
  ])('%s', (_name, raw, code) => {
    expect(() => readCommitObject(Buffer.from(raw))).toThrow(
      expect.objectContaining({ name: CommitObjectError.name, code }),
    );
  });
});

test('a commit', () => {
  const commit = readCommitObject(Buffer.from(`${HEAD}\nSubject\n\nBody\0hidden\n`));
  expect(commit).toMatchObject({
    tree: TREE,
    parents: ['b'.repeat(40), 'c'.repeat(40)],
    author: { name: 'Ann Other', email: 'ann@example.org' },
    committer: { name: 'C', email: 'c@x' },
  });
  expect(text([commit.message])).toBe('Subject\n\nBody\0hidden\n');
});

test('what people wrote includes unknown and merged-tag headers, not ids and signatures', () => {
  const extra = 'mergetag object x\n tag v1\n \n words\ngpgsig -----BEGIN\n abc\n -----END\nnote free text\n';
  const commit = readCommitObject(Buffer.from(`${HEAD}${extra}\nmessage`));
  expect(text(commit.writtenHeaders)).toBe(
    `author ${SIGNED}|committer C <c@x> 1 +0000|mergetag object x\n tag v1\n \n words|note free text`,
  );
});

test('a parent named behind the author is no parent', () => {
  const commit = readCommitObject(Buffer.from(`${HEAD}parent ${'d'.repeat(40)}\n\nmessage`));
  expect(commit.parents).toEqual(['b'.repeat(40), 'c'.repeat(40)]);
});

test('a commit without a message', () => {
  expect(readCommitObject(Buffer.from(HEAD)).message).toHaveLength(0);
});

test.each([
  ['with a tagger', `tagger ${SIGNED}\n`, { name: 'Ann Other', email: 'ann@example.org' }],
  ['without one', '', { name: '', email: '' }],
])('a tag %s', (_name, tagger, signature) => {
  const tag = readTagObject(Buffer.from(`object ${TREE}\ntype commit\ntag v1\n${tagger}\nRelease\n`));
  expect(tag).toMatchObject({ target: TREE, targetType: 'commit', tagger: signature });
  expect(text([tag.message])).toBe('Release\n');
});

test.each([
  ['no signature', '', false],
  ['one', 'gpgsig -----BEGIN SSH SIGNATURE-----\n abc\n', true],
  ['one for SHA-256 ids', 'gpgsig-sha256 -----BEGIN PGP SIGNATURE-----\n abc\n', true],
  ['a header of another name', 'gpgsigned no\n', false],
])('a commit with %s', (_name, header, signed) => {
  expect(readCommitObject(Buffer.from(`${HEAD}${header}\n-----BEGIN PGP SIGNATURE-----`)).signed).toBe(
    signed,
  );
});

test.each([
  ['Release\n', false],
  ['Release\n-----BEGIN PGP SIGNATURE-----\nabc\n', true],
  ['Release\n-----BEGIN SSH SIGNATURE-----\nabc\n', true],
  ['speaks of -----BEGIN SSH SIGNATURE-----\n', false],
])('a tag with the message %j', (message, signed) => {
  const tag = readTagObject(Buffer.from(`object ${TREE}\ntype commit\ntag v1\n\n${message}`));
  expect(tag.signed).toBe(signed);
});
