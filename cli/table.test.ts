import { expect, test } from 'vitest';
import { table } from './table.ts';

test('columns are as wide as what is in them, and nothing in them moves the cursor', () => {
  const text = table(
    ['ID', 'WHAT', 'END'],
    [
      ['1', 'a\u001b[2Jb', 'x'],
      ['22', '\u202e', ''],
    ],
  );
  expect(text).toBe(['ID  WHAT         END', '1   a\\u{1b}[2Jb  x', '22  \\u{202e}', ''].join('\n'));
});

test('a table without rows is its names', () => {
  expect(table(['A', 'B'], [])).toBe('A  B\n');
});
