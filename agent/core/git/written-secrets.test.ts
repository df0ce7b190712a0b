import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../secrets/catalogue/catalogue.ts';
import { createDetector } from '../secrets/detector.ts';
import { WrittenSecrets } from './written-secrets.ts';

const SECRET = ['ghp_', 'zxOnwFdDo5EWYNykeB9tdNx', 'KDQ5iWY0aiVdO'].join('');
const detector = createDetector({
  rules: CATALOGUE,
  known: [],
  allowed: () => false,
  internalDomains: ['corp.example'],
  patterns: [],
  limits: { maxText: 1_000_000, maxFindings: 1000 },
});
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function found(message: string, ...headers: readonly string[]): ReturnType<WrittenSecrets['inObject']> {
  return new WrittenSecrets(detector).inObject(headers.map(bytes), bytes(message));
}

describe('in a commit', () => {
  test.each<[string, string, readonly string[], ReturnType<typeof found>]>([
    ['the subject', `use ${SECRET}\n\nbody`, [], [{ rule: 'github-pat', line: 1 }]],
    ['the body', `subject\n\n${SECRET}`, ['author A <a@b.c>'], [{ rule: 'github-pat', line: 3 }]],
    ['a header', 'subject', [`author ${SECRET} <a@b.c>`], [{ rule: 'github-pat', line: null }]],
    ['a header of lines', 's', [`mergetag object x\n ${SECRET}`], [{ rule: 'github-pat', line: null }]],
    ['nothing', 'subject', ['author A <a@b.c>'], []],
    ['the address of a colleague', 'Signed-off-by: A <a@corp.example>', ['author A <a@corp.example>'], []],
    ['the end of a header and the start of the message', SECRET.slice(9), [SECRET.slice(0, 9)], []],
  ])('%s', (_where, message, headers, expected) => {
    expect(found(message, ...headers)).toEqual(expected);
  });

  test('what one holds is not told of the next', () => {
    const written = new WrittenSecrets(detector);
    expect(written.inObject([], bytes(SECRET))).toHaveLength(1);
    expect(written.inObject([], bytes('plain'))).toEqual([]);
  });
});

test.each([
  ['docs/read.me', false],
  [`keys/${SECRET}.json`, true],
  [`keys/${SECRET}`, true],
])('in the path %#', (path, expected) => {
  const written = new WrittenSecrets(detector);
  expect([written.isInPath(path), written.isInPath(path)]).toEqual([expected, expected]);
});

test('without a detector nothing is searched', () => {
  const written = new WrittenSecrets(null);
  expect([written.inObject([bytes(SECRET)], bytes(SECRET)), written.isInPath(SECRET)]).toEqual([[], false]);
});
