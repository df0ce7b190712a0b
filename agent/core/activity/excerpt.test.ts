import { expect, test } from 'vitest';
import { excerpt } from './excerpt.ts';

test.each([
  ['what is short', ' why? ', 'why?'],
  ['what a client wrapped', '<context>x</context>\n<userRequest>\nwhy?\n</userRequest>', 'why?'],
  ['the last of what it wrapped', '<userRequest>a</userRequest><userRequest>b</userRequest>', 'b'],
  ['a wrapping that does not end', '<userRequest>why?', '<userRequest>why?'],
  ['a wrapping the wrong way round', '</userRequest>why?<userRequest>', '</userRequest>why?<userRequest>'],
  ['the beginning of what is long', 'x'.repeat(601), `${'x'.repeat(600)}…`],
  ['no half of a character', `${'x'.repeat(599)}\u{1f600}x`, `${'x'.repeat(599)}…`],
])('%s', (_what, text, shown) => {
  expect(excerpt(text)).toBe(shown);
});
