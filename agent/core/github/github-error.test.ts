import { expect, test } from 'vitest';
import { GithubError } from './github-error.ts';

test('an error has its code, its hint and its cause', () => {
  const cause = new Error('inner');
  expect(new GithubError('target', 'no', { cause, hint: 'do this' })).toMatchObject({
    name: 'GithubError',
    code: 'target',
    hint: 'do this',
    cause,
  });
  expect(new GithubError('body', 'no').hint).toBe('');
});
