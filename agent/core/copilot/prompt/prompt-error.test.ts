import { expect, test } from 'vitest';
import { unknownShape } from './prompt-error.ts';

test('an unknown shape says what was expected', () => {
  expect(unknownShape('no messages')).toMatchObject({
    name: 'PromptError',
    code: 'unknown-shape',
    message: 'the body is not shaped as expected: no messages',
  });
});
