import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PatchedFile, PatchReader, type TreePair } from './patch.ts';
import { PatchError } from './patch-content.ts';
import { compileTerms } from './terms.ts';

const id = (digit: string): string => digit.repeat(40);
const ZERO = id('0');
const PAIR: TreePair = { oldTree: id('1'), newTree: id('2') };
const HEADER = `${PAIR.oldTree} ${PAIR.newTree}\n`;
const RAW = `:100644 100644 ${id('a')} ${id('b')} M\tf\n\n`;
const SECTION = `diff --git a/f b/f\nindex ${id('a')}..${id('b')} 100644\n--- a/f\n+++ b/f\n`;
const HUNK = '@@ -1 +1,2 @@ fn()\n-a\n+a secret\n+b\n';

interface Reading {
  readonly pairs?: readonly TreePair[];
  readonly maxChanges?: number;
  readonly cuts?: readonly number[];
}

function read(text: string, { pairs = [PAIR], maxChanges = 10, cuts = [] }: Reading = {}) {
  const seen: (readonly PatchedFile[])[] = [];
  const search = { automaton: compileTerms(['secret']), detector: null };
  const reader = new PatchReader({
    search,
    pairs,
    maxChanges,
    onPair: (_index, files) => seen.push(files),
  });
  const bytes = Buffer.from(text, 'latin1');
  const edges = [0, ...cuts.map((cut) => cut % bytes.length).sort((a, b) => a - b), bytes.length];
  edges.slice(1).forEach((edge, index) => {
    reader.push(bytes.subarray(edges[index], edge));
  });
  reader.end();
  return seen;
}

describe('refused', () => {
  test.each([
    ['another pair', `${id('1')} ${id('3')}\n`, 'wrong-pair'],
    ['a pair too many', HEADER + HEADER, 'wrong-pair'],
    ['a pair too few', '', 'truncated'],
    ['a cut line', HEADER.slice(0, -1), 'truncated'],
    ['a raw record without its patch', HEADER + RAW, 'truncated'],
    ['a patch without its raw record', HEADER + SECTION + HUNK, 'wrong-file'],
    ['a patch of another file', HEADER + RAW + SECTION.replace(id('b'), id('c')), 'wrong-file'],
    ['a cut hunk', HEADER + RAW + SECTION + HUNK.slice(0, -3), 'truncated'],
    ['a hunk header out of form', `${HEADER}${RAW}${SECTION}@@ -1 +x @@\n`, 'unexpected-line'],
    ['an unknown status', HEADER + RAW.replace('M\t', 'U\t'), 'unexpected-line'],
    ['a raw record behind a patch', HEADER + RAW + SECTION + HUNK + RAW, 'unexpected-line'],
    ['a raw record before any pair', RAW, 'unexpected-line'],
    ['text of no kind', `${HEADER}warning: x\n`, 'wrong-pair'],
    [
      'half a change of type',
      HEADER + RAW.replace('M\t', 'T\t') + SECTION.replace(id('b'), ZERO),
      'truncated',
    ],
    ['a line without end', HEADER + ':'.padEnd(30_000, '0'), 'line-too-long'],
  ])('%s', (_name, text, code) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ name: PatchError.name, code }));
  });

  test('more changes than allowed', () => {
    const text = HEADER + RAW + SECTION + HUNK;
    expect(() => read(text, { maxChanges: 0 })).toThrow(
      expect.objectContaining({ code: 'too-many-changes' }),
    );
  });
});

test('a modified file, in any cutting of the bytes', () => {
  const text = HEADER + RAW + SECTION + HUNK;
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 8 }), (cuts) => {
      expect(read(text, { cuts })).toEqual([
        [
          {
            path: 'f',
            status: 'M',
            oldMode: '100644',
            newMode: '100644',
            oldId: id('a'),
            newId: id('b'),
            addedLines: 2,
            removedLines: 1,
            terms: ['secret'],
            secrets: [],
            undiffed: false,
            nul: false,
            archive: false,
            lfsLine: false,
          },
        ],
      ]);
    }),
  );
});

test('content that looks like headers stays content', () => {
  const spoof = [
    '+++ b/g',
    `diff --git a/g b/g`,
    HEADER.trim(),
    '@@ -1 +1 @@',
    'Binary files a and b differ',
  ];
  const hunk = `@@ -0,0 +1,${spoof.length} @@\n${spoof.map((line) => `+${line}\n`).join('')}`;
  expect(read(HEADER + RAW + SECTION + hunk)).toMatchObject([
    [{ path: 'f', addedLines: 5, undiffed: false }],
  ]);
});

test('pairs without changes, and several pairs', () => {
  const text = HEADER + HEADER + RAW + SECTION + HUNK + HEADER;
  expect(read(text, { pairs: [PAIR, PAIR, PAIR] }).map((files) => files.length)).toEqual([0, 1, 0]);
});

test.each([
  ['undiffed content', `${SECTION.split('---')[0]}Binary files a/f and b/f differ\n`, { undiffed: true }],
  ['a mode change alone', 'diff --git a/f b/f\nold mode 100644\nnew mode 100755\n', { addedLines: 0 }],
  [
    'no newline at the end',
    `${SECTION}@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n`,
    { addedLines: 1 },
  ],
])('%s', (_name, section, file) => {
  expect(read(HEADER + RAW + section)).toMatchObject([[file]]);
});

test('a change of type is one file', () => {
  const raw = `:120000 100644 ${id('a')} ${id('b')} T\t"caf\\303\\251"\n\n`;
  const deleted = `diff --git a/l b/l\ndeleted file mode 120000\nindex ${id('a')}..${ZERO}\n--- a/l\n+++ /dev/null\n@@ -1 +0,0 @@\n-t\n\\ No newline at end of file\n`;
  const created = `diff --git a/l b/l\nnew file mode 100644\nindex ${ZERO}..${id('b')}\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+x\n`;
  expect(read(HEADER + raw + deleted + created)).toMatchObject([
    [{ path: 'café', status: 'T', addedLines: 1, removedLines: 1, newMode: '100644' }],
  ]);
});
