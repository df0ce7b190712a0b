import { describe, expect, test } from 'vitest';
import { readJsonText } from './json-text.ts';
import { fileEditOf, goesThroughGit, patchedPaths } from './restore-policy.ts';

const LIMITS = { maxChars: 10_000, maxDepth: 9, maxNodes: 999 };
const edit = (tool: string, args: unknown) => fileEditOf(tool, readJsonText(JSON.stringify(args), LIMITS));
const PATCH = '*** Begin Patch\n*** Update File: src/a.ts\n*** Move to: src/b.ts\n@@\n-a\n+b\n*** End Patch';

describe('tools that edit files', () => {
  test.each<[string, unknown, string[], (string | number)[]]>([
    ['create', { path: 'a.ts', file_text: 'x' }, ['a.ts'], ['file_text']],
    ['edit', { path: 'a.ts', old_str: 'x', new_str: 'y' }, ['a.ts'], ['old_str']],
    ['str_replace_editor', { command: 'create', path: '/w/a', file_text: 'x' }, ['/w/a'], ['file_text']],
    ['create_file', { filePath: '/w/a', content: 'x' }, ['/w/a'], ['content']],
    ['insert_edit_into_file', { filePath: '/w/a', code: 'x', explanation: 'y' }, ['/w/a'], ['code']],
    ['replace_string_in_file', { filePath: '/w/a', oldString: 'x', newString: 'y' }, ['/w/a'], ['newString']],
    [
      'multi_replace_string_in_file',
      { replacements: [{ filePath: '/w/a' }, { filePath: '/w/b' }] },
      ['/w/a', '/w/b'],
      ['replacements', 1, 'newString'],
    ],
    ['apply_patch', { input: PATCH, explanation: 'x' }, ['src/a.ts', 'src/b.ts'], ['input']],
  ])('%s', (tool, args, paths, textAt) => {
    const found = edit(tool, args);
    expect(found?.paths).toEqual(paths);
    expect(found?.isFileText(textAt)).toBe(true);
    expect(found?.isFileText(['path'])).toBe(false);
    expect(found?.isFileText(['explanation'])).toBe(false);
    expect(found?.isFileText([...textAt, 'deeper'])).toBe(false);
    expect(found?.isFileText([])).toBe(false);
  });
});

test.each<[string, unknown]>([
  ['bash', { command: 'x', path: 'a' }],
  ['run_in_terminal', { command: 'x' }],
  ['web_fetch', { url: 'x' }],
  ['fetch_webpage', { urls: ['x'] }],
  ['github-push_files', { path: 'a', content: 'x' }],
  ['mcp_server_create_file', { filePath: 'a', content: 'x' }],
  ['some_new_tool', { path: 'a', content: 'x' }],
  ['constructor', { path: 'a', content: 'x' }],
  ['Create', { path: 'a', content: 'x' }],
  ['create', { file_text: 'x' }],
  ['create', { path: 7, file_text: 'x' }],
  ['create', 'x'],
  ['multi_replace_string_in_file', { replacements: [{ filePath: 'a' }, {}] }],
  ['multi_replace_string_in_file', { filePath: 'a' }],
  ['apply_patch', { input: 'no file named' }],
])('%s %j is no edit of files', (tool, args) => {
  expect(edit(tool, args)).toBe(null);
});

test('the text of a patch names its files', () => {
  expect(patchedPaths('apply_patch', PATCH)).toEqual(['src/a.ts', 'src/b.ts']);
  expect(patchedPaths('bash', PATCH)).toEqual([]);
});

test.each([
  ['.git/hooks/pre-commit', true],
  ['/w/demo/.GIT/config', true],
  ['C:\\demo\\.git\\config', true],
  ['/w/GIT~1/config', true],
  ['/w/.git. /config', true],
  ['/w/.git::$INDEX_ALLOCATION/config', true],
  ['.gitignore', false],
  ['/w/.github/workflows/a.yml', false],
  ['/w/git/config', false],
  ['a.git', false],
])('%s goes through a .git: %s', (path, expected) => {
  expect(goesThroughGit(path)).toBe(expected);
});
