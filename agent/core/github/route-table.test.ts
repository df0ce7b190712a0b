import { expect, test } from 'vitest';
import { matchWrite, writeNames } from './route-table.ts';

function segments(path: string) {
  return path
    .slice(1)
    .split('/')
    .map((text) => ({ text: text.replaceAll('%2F', '/'), hasSlash: text.includes('%2F') }));
}

test('a slash in a segment is taken where the name of a branch stands, and nowhere else', () => {
  expect(matchWrite('POST', segments('/branches/a%2Fb/rename'), 'repository')?.params.get('branch')).toBe(
    'a/b',
  );
  expect(matchWrite('DELETE', segments('/keys/1%2F2'), 'repository')).toBeNull();
});

test('tables are not mixed up', () => {
  expect(matchWrite('POST', segments('/hooks'), 'repository')?.name).toBe('hooks.create');
  expect(matchWrite('POST', segments('/hooks'), 'root')).toBeNull();
  expect(matchWrite('POST', segments('/releases/1/assets'), 'repository')).toBeNull();
});

test('names are plain, each of what it is of', () => {
  expect(writeNames().filter((name) => !/^[a-z_]+(?:\.[a-z_]+)*$/.test(name))).toEqual([]);
  expect(writeNames()).toContain('actions.secrets.write');
});
