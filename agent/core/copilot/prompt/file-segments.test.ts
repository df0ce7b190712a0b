import fc from 'fast-check';
import { expect, test } from 'vitest';
import { completionPath, fileSegments, snippetPath } from './file-segments.ts';

function paths(text: string): readonly (string | null)[] {
  return fileSegments(text).map(({ path }) => path);
}

test.each<[string, string, readonly (string | null)[]]>([
  ['nothing', '', [null]],
  ['prose', 'what does this do?', [null]],
  [
    'an attachment',
    'see <attachment id="a" filePath="/w/a.ts">code</attachment> please',
    [null, '/w/a.ts', null],
  ],
  ['a file', '<file path="src/a.ts">code</file>', ['src/a.ts']],
  ['an element without an end', 'x <file path="a.ts">code and more', [null, 'a.ts']],
  [
    'a fence with its path',
    'look:\n```ts\n// filepath: /w/a.ts\nlet a;\n```\nwell?',
    [null, '/w/a.ts', null],
  ],
  ['a fence in another language', '```html\n<!-- filepath: index.html -->\n<p>\n```', ['index.html']],
  ['a fence without a path', '```ts\nlet a;\n```', [null]],
  ['an element without content', '<file path="a.ts"/>and more', ['a.ts', null]],
  ['a fence with its path behind the language', '```ts:src/a.ts\nlet a;\n```\nb', ['src/a.ts', null]],
  ['a fence with its path as an attribute', '```ts title="src/a.ts"\nlet a;\n```', ['src/a.ts']],
  ['an empty fence with its path', '```ts:a.ts\n```\nb', ['a.ts', null]],
  ['a fence of a longer fence', '````ts:a.ts\n```\nx\n```\n````\nb', ['a.ts', null]],
  [
    'the file of a next-edit prompt',
    '<|current_file_content|>\ncurrent_file_path: src/a.ts\nlet a;\n<|/current_file_content|> go',
    ['src/a.ts', null],
  ],
  ['a fence inside of an attachment', '<attachment filePath="a">\n```ts:b\n```\n</attachment>', ['a']],
  ['two files', '<file path="a">1</file><file path="b">2</file>', ['a', 'b']],
])('%s', (_name, text, expected) => {
  expect(paths(text)).toEqual(expected);
});

test('the segments are the text', () => {
  const bits = [
    '<file path="a">',
    '</file>',
    '```ts\n// filepath: b\n',
    '```ts:c\n',
    '<|a|>\ncurrent_file_path: d\n',
    '<|/a|>',
    '\n```\n',
    'word',
    '\n',
    '<',
    '"',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...bits), { maxLength: 12 }), (pieces) => {
      const text = pieces.join('');
      expect(
        fileSegments(text)
          .map((each) => each.text)
          .join(''),
      ).toBe(text);
    }),
  );
});

test.each<[string, string | null]>([
  ['// Path: a.ts\nlet a', 'a.ts'],
  ['# Path: dir/b c.py\n', 'dir/b c.py'],
  ['<!-- Path: index.html -->\n', 'index.html'],
  ['/* Path: a.css */\n', 'a.css'],
  ['Path: notes.txt', 'notes.txt'],
  ['let path: string', null],
  ['let a;\n// Path: late.ts', null],
  ['', null],
])('a completion of %j is of %s', (prompt, expected) => {
  expect(completionPath(prompt)).toBe(expected);
});

test('there is an end to it', () => {
  const text = '<file path="a">1</file>'.repeat(5_000);
  expect(fileSegments(text)).toHaveLength(4_001);
});

test.each<[string, string | null]>([
  ['Compare this snippet from src/b.ts:\nlet b', 'src/b.ts'],
  ['// Compare this snippet from src/b.ts:\n// let b', 'src/b.ts'],
  ['Compare these snippets from c d.ts', 'c d.ts'],
  ['Path: a.ts', 'a.ts'],
  ['let b\nCompare this snippet from src/b.ts:', null],
])('a snippet of %j is of %s', (snippet, expected) => {
  expect(snippetPath(snippet)).toBe(expected);
});
