import { expect, test } from 'vitest';
import { compileTerms } from '../git/terms.ts';
import { CATALOGUE } from '../secrets/catalogue/catalogue.ts';
import { createDetector } from '../secrets/detector.ts';
import { fileChange } from './file-change.ts';

const SECRET = ['ghp_', 'zxOnwFdDo5EWYNykeB9tdNx', 'KDQ5iWY0aiVdO'].join('');
const detector = createDetector({
  rules: CATALOGUE,
  known: [],
  allowed: () => false,
  internalDomains: [],
  patterns: [],
  limits: { maxText: 1_000_000, maxFindings: 1000 },
});
const SEARCH = { search: { automaton: compileTerms(['password']), detector }, maxBlobBytes: 10_000 };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function changed(before: string | null, after: string | null, path = 'src/a.ts') {
  return fileChange(
    {
      path,
      before: before === null ? null : bytes(before),
      after: after === null ? null : bytes(after),
      isNew: before === null,
    },
    SEARCH,
  );
}

test('a new file is all added', () => {
  expect(changed(null, 'one\ntwo')).toEqual({
    commit: 'net',
    path: 'src/a.ts',
    kind: 'added',
    mode: 'file',
    addedLines: 2,
    removedLines: 0,
    size: 7,
    opaque: null,
    terms: [],
    secrets: [],
    aiLines: null,
  });
});

test('only lines that were not there are searched', () => {
  const before = `a\npassword\nkey = ${SECRET}\n`;
  expect(changed(before, `a\npassword\nkey = ${SECRET}\nb\n`)).toMatchObject({
    kind: 'modified',
    addedLines: 1,
    removedLines: 0,
    terms: [],
    secrets: [],
  });
  expect(changed(before, `b\n${before}password\nkey = ${SECRET}\n`)).toMatchObject({
    addedLines: 3,
    terms: ['password'],
    secrets: [{ rule: 'github-pat', line: 6 }],
  });
});

test('a removed file has lost its lines', () => {
  expect(changed('a\nb\n', null)).toMatchObject({ kind: 'deleted', mode: 'none', removedLines: 2, size: 0 });
  expect(changed(null, null)).toMatchObject({ kind: 'deleted', removedLines: 0 });
});

test.each([
  ['binary', 'a\0b', 'a.bin', 'binary'],
  ['an archive by its name', 'x', 'a.zip', 'archive'],
  ['an archive by its start', 'PK\u0003\u0004', 'a.txt', 'archive'],
  ['a pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:abc\n', 'a.psd', 'lfs'],
  ['large', 'x'.repeat(10_001), 'a.txt', 'large'],
])('what is %s says so', (_name, text, path, opaque) => {
  expect(changed(null, text, path).opaque).toBe(opaque);
});

test('UTF-16 hides nothing', () => {
  const utf16 = (text: string): Uint8Array => Buffer.from(text, 'utf16le');
  const file = { path: 'a', before: null, after: utf16(`password ${SECRET}`), isNew: true };
  expect(fileChange(file, SEARCH)).toMatchObject({
    terms: ['password'],
    secrets: [{ rule: 'github-pat', line: 1 }],
    opaque: 'binary',
  });
});
