import { expect, test } from 'vitest';
import { apiCall, apiWrite, change, commit } from '../../../test/support/operation.ts';
import { callText } from './call-text.ts';

function textOf({ action }: ReturnType<typeof apiCall>): string {
  if (!('call' in action)) throw new Error('no call');
  return callText(action);
}

test('a call is told by its name, its repository and what is asked', () => {
  expect(textOf(apiCall({ name: 'hooks.create', shown: '{"url":"https://x"}' }))).toBe(
    'hooks.create in github.com/octo/demo\n{"url":"https://x"}',
  );
  expect(textOf(apiCall({ name: 'user.keys.create' }, { repository: null }))).toBe('user.keys.create\n');
});

test('a merge is told by its head, its commits and what they change', () => {
  const update = {
    newId: '',
    forced: true,
    commits: [commit({ message: 'Add a line\n\nAnd why' })],
    changes: [change('a.ts'), change('b.bin', { opaque: 'binary' })],
  };
  const told = textOf(apiWrite('refs/heads/main', { name: 'pulls.merge', head: '3'.repeat(40) }, update));
  expect(told.split('\n')).toEqual([
    'pulls.merge in github.com/octo/demo',
    `head ${'3'.repeat(40)}`,
    'update refs/heads/main (forced)',
    `${'1'.repeat(40)} -> a commit that the host makes`,
    'commit 222222222222 Dev: Add a line',
    'modified a.ts +3 -1',
    'modified b.bin +3 -1 (binary)',
    '',
  ]);
});

test('net changes are told where there are any, and long lists are cut with their length', () => {
  const changes = [
    change('past.ts'),
    ...Array.from({ length: 62 }, (_, at) => change(`${at}.ts`, { commit: 'net' })),
  ];
  const commits = Array.from({ length: 21 }, () => commit());
  const told = textOf(apiWrite('refs/heads/x', {}, { changes, commits }));
  expect(told).not.toContain('past.ts');
  expect(told).toContain('… and 1 more commits');
  expect(told).toContain('… and 2 more changes');
});
