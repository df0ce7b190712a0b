import { describe, expect, test } from 'vitest';
import { PatchContent, PatchError } from './patch-content.ts';
import { compileTerms } from './terms.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

function read(text: string, hunk: { removed: number; added: number; firstLine?: number; scanned?: boolean }) {
  const content = new PatchContent({ automaton: compileTerms(['secret']), detector: null });
  content.startHunk({ firstLine: 5, scanned: true, ...hunk });
  const chunk = bytes(text);
  const at = content.read(chunk, 0);
  return {
    ...content.take(),
    rest: Buffer.from(chunk.subarray(at)).toString('latin1'),
    open: content.inHunk,
  };
}

describe('refused', () => {
  test.each([
    ['a line more than the header counted', '+a\n+b\n', { removed: 1, added: 1 }, 'unexpected-line'],
    ['context in a hunk without context', ' a\n', { removed: 1, added: 1 }, 'unexpected-line'],
    ['a note without end', `\\${'x'.repeat(300)}`, { removed: 1, added: 0 }, 'line-too-long'],
  ])('%s', (_name, text, hunk, code) => {
    expect(() => read(text, hunk)).toThrow(expect.objectContaining({ name: PatchError.name, code }));
  });
});

test('counts lines and ends where the header says, whatever the content looks like', () => {
  const { tally, rest, open } = read('---- a\n+++ b\n+@@ -1 +1 @@\ndiff --git a/x b/x\n', {
    removed: 1,
    added: 2,
  });
  expect(tally).toMatchObject({ removedLines: 1, addedLines: 2 });
  expect({ rest, open }).toEqual({ rest: 'diff --git a/x b/x\n', open: false });
});

test.each([
  ['an added word', '+my secret\n', { removed: 0, added: 1 }, ['secret']],
  ['a removed word', '-my secret\n', { removed: 1, added: 0 }, []],
  ['a word over two lines', '+sec\n+ret\n', { removed: 0, added: 2 }, []],
  ['a word in NULs', '+s\0e\0c\0r\0e\0t\n', { removed: 0, added: 1 }, ['secret']],
  ['a word in what is not to be scanned', '+secret\n', { removed: 0, added: 1, scanned: false }, []],
])('%s', (_name, text, hunk, terms) => {
  expect(read(text, hunk).terms).toEqual(terms);
});

test.each([
  ['NUL in an added line', '-a\n+b\0\n', { removed: 1, added: 1 }, { nul: true }],
  ['NUL in a removed line', '-a\0\n+b\n', { removed: 1, added: 1 }, { nul: false }],
  ['archive magic at the start', '+PK\x03\x04\n', { removed: 0, added: 1, firstLine: 1 }, { archive: true }],
  ['archive magic later', '+PK\x03\x04\n', { removed: 0, added: 1, firstLine: 2 }, { archive: false }],
  ['an LFS line', `+oid sha256:${'a'.repeat(64)}\n`, { removed: 0, added: 1 }, { lfsLine: true }],
])('%s', (_name, text, hunk, tally) => {
  expect(read(text, hunk).tally).toMatchObject(tally);
});

test('a line may be cut anywhere', () => {
  const content = new PatchContent({ automaton: compileTerms(['secret']), detector: null });
  content.startHunk({ removed: 1, added: 1, firstLine: 1, scanned: true });
  for (const byte of bytes('-x\n\\ No newline at end of file\n+a secret\n')) {
    expect(content.read(Uint8Array.of(byte), 0)).toBe(1);
  }
  expect(content.inHunk).toBe(false);
  expect(content.take()).toMatchObject({ tally: { addedLines: 1, removedLines: 1 }, terms: ['secret'] });
});
