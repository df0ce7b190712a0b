import { expect, test } from 'vitest';
import { isWithin } from './workspace.ts';

test.each<[string, boolean]>([
  ['/w/src/a.ts', true],
  ['src/a.ts', true],
  ['./a.ts', true],
  ['/other/b.ts', true],
  ['file:///w/a%20b.ts', true],
  ['/w/../etc/passwd', false],
  ['../a.ts', false],
  ['/w', false],
  ['/wide/a.ts', false],
  ['/etc/passwd', false],
  ['file:///etc/passwd', false],
  ['file://host/w/a.ts', false],
  ['http://example.com/w/a.ts', false],
  ['vscode-remote://ssh/w/a.ts', false],
  ['', false],
  ['/w/a\0.ts', false],
])('%j leads into the workspace: %s', (path, expected) => {
  expect(isWithin(['/w', '/other'], path)).toBe(expected);
});

test('nothing is inside of no folder', () => {
  expect(isWithin([], 'a.ts')).toBe(false);
});
