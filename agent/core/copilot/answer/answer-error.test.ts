import { expect, test } from 'vitest';
import { AnswerError, unknownShape } from './answer-error.ts';

test('a shape that is not known says what was missed', () => {
  const error = unknownShape('no index');
  expect(error).toBeInstanceOf(AnswerError);
  expect(error).toMatchObject({
    name: 'AnswerError',
    code: 'unknown-shape',
    message: 'the answer is not shaped as expected: no index',
  });
});
