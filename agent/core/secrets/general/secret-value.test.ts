import { expect, test } from 'vitest';
import { gradeValue, type ValueGrade } from './secret-value.ts';

test.each<[string, ValueGrade]>([
  ['k3J9sQ2mX7vB4nT8wZ6y', 'random'],
  ['a8f5f167f44f4964e6c998dee827110c', 'random'],
  ['0f8fad5b-d9cb-469f-a165-70867728950e', 'random'],
  ['hunter2!A', 'chosen'],
  ['adm1nP4ss', 'chosen'],
  ['letmein', 'word'],
  ['password', 'none'],
  ['secret123', 'none'],
  ['your-api-key', 'none'],
  ['getPassword()', 'none'],
  ['request.headers.token', 'none'],
  ['/run/secrets/db_password', 'none'],
  ['bob@example.org', 'none'],
  ['https://example.org/a', 'none'],
  ['grant-type:token-exchange', 'none'],
  ['1.2.3', 'none'],
  ['abc', 'none'],
  ['SHUTDOWN', 'none'],
  ['kZqWxVbn', 'chosen'],
  ['a8kq2xw9zv4jt7mb3d', 'random'],
  ['qF7+/xk3Vb2/9sLm0TzR4w8c', 'random'],
  ['TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'none'],
  ['$TOKEN_2', 'none'],
  ['$aB3!xq9', 'chosen'],
  ['SuperSecret123!', 'chosen'],
])('%s: %s', (value, grade) => {
  expect(gradeValue(value)).toBe(grade);
});
