import { expect, test } from 'vitest';
import { jsonLine } from './json-line.ts';

test('a line is ASCII without controls and reads back as it was', () => {
  const value = { text: '\u001b[2J\u009b31m\u202eé😀\u2028\n', 'n\u007f': [1, null] };
  const line = jsonLine(value);
  expect(line).toMatch(/^[\u0020-\u007e]*\n$/);
  expect(JSON.parse(line)).toEqual(value);
});
