import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import type { PushDiff } from './push-diff.ts';
import { PUSH_DIFF, PUSH_DIFF_OR_NULL } from './push-diff-schema.ts';

const ajv = new Ajv({ allowUnionTypes: true });
const HUNK = { oldStart: 1, newStart: 1, lines: [' a', '-b', '+c'] };
const FILE = { commit: 'net', path: 'a', kind: 'modified' } as const;
const DIFF: PushDiff = {
  files: [
    { ...FILE, content: { kind: 'lines', hunks: [HUNK], moreLines: 0 } },
    { ...FILE, content: { kind: 'hidden', why: 'binary' } },
  ],
  moreFiles: 0,
  moreCommits: 0,
};

function withContent(content: object): object {
  return { ...DIFF, files: [{ ...FILE, content }] };
}

function withLine(line: string): object {
  return withContent({ kind: 'lines', hunks: [{ ...HUNK, lines: [line] }], moreLines: 0 });
}

test.each<[string, unknown, boolean]>([
  ['lines, and what has none', DIFF, true],
  ['a line without a sign', withLine('a'), false],
  ['an empty line', withLine(''), false],
  ['a line as long as one may be', withLine(`+${'x'.repeat(10_000)}`), true],
  ['a longer one', withLine(`+${'x'.repeat(10_001)}`), false],
  ['bytes', withContent({ kind: 'bytes', base64: '' }), false],
  ['a reason nobody knows', withContent({ kind: 'hidden', why: 'dull' }), false],
  ['a member too many', { ...DIFF, raw: '' }, false],
])('%s: %s', (_name, diff, isOne) => {
  expect(ajv.validate(PUSH_DIFF, diff)).toBe(isOne);
});

test('what is no push has none', () => {
  expect(ajv.validate(PUSH_DIFF_OR_NULL, null)).toBe(true);
});
