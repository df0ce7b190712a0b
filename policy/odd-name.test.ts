import { expect, test } from 'vitest';
import { isOddPath, isOddRefName } from './odd-name.ts';

test.each([
  'src/index.ts',
  'README.md',
  '.github/workflows/ci.yml',
  'docs/café.md',
  'docs/cafe\u0301.md',
  'данные/файл.txt',
  '文档/说明.md',
  'docs/修正-notes.md',
  'a b/c d.txt',
  'app/[id]/page.tsx',
  'notes~',
  'v1.0',
  'Straße',
])('%s is an ordinary path', (path) => {
  expect(isOddPath(path)).toBe(false);
});

test.each([
  ['full-width letters', 'ｄeploy/x'],
  ['a zero-width joiner', 'dep\u200dloy/x'],
  ['a dot at the end', 'deploy./x'],
  ['a space at the end', 'deploy /x'],
  ['a short name', 'DEPLOY~1/x'],
  ['a stream', 'deploy::$INDEX_ALLOCATION/x'],
  ['a backslash', 'deploy\\x'],
  ['bytes that are not UTF-8', 'dep\\xffloy'],
  ['a newline', 'deploy\nx'],
  ['an empty segment', 'deploy//x'],
  ['a slash in front', '/deploy/x'],
  ['a dot segment', './deploy'],
  ['two dots', '../deploy'],
  ['the repository itself', 'a/.GIT/hooks/pre-commit'],
  ['the repository itself, in lower case', '.git'],
  ['dots alone', 'a/...'],
  ['its short name', 'git~1/config'],
  ['Cyrillic among Latin', 'dеploy/x'],
  ['Greek among Latin', 'mαin'],
  ['nothing', ''],
])('%s is odd', (_, path) => {
  expect(isOddPath(path)).toBe(true);
});

test.each([
  ['main', false],
  ['feature/login', false],
  ['Main', false],
  ['refs/heads/main', true],
  ['heads/main', true],
  ['origin/main', true],
  ['HEAD', true],
  ['@', true],
  ['0123456789012345678901234567890123456789', true],
  ['mаin', true],
  ['main\u200b', true],
])('branch %s is odd: %s', (name, odd) => {
  expect(isOddRefName(name)).toBe(odd);
});
