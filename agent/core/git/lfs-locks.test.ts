import { expect, it } from 'vitest';
import type { LockCall } from './git-path.ts';
import { readLockRequest } from './lfs-locks.ts';

type Call = Exclude<LockCall, 'read'>;

const LIMITS = { maxChars: 1000, maxDepth: 4, maxNodes: 100 };
const read = (call: Call, value: unknown) =>
  readLockRequest(call, typeof value === 'string' ? value : JSON.stringify(value), LIMITS);

it.each<[Call, object, object, readonly string[]]>([
  [
    'create',
    { path: 'a/b.psd', more: 1, ref: { name: 'refs/heads/x', more: 1 } },
    { path: 'a/b.psd', ref: { name: 'refs/heads/x' } },
    ['refs/heads/x', 'a/b.psd'],
  ],
  ['verify', { cursor: 'c', limit: 7, Limit: 9 }, { cursor: 'c', limit: 7 }, []],
  ['verify', {}, {}, []],
  ['delete', { force: true, ref: null }, { force: true }, []],
  ['delete', {}, { force: false }, []],
])('%s is written anew with what was read of it: %j', (call, asked, leaves, names) => {
  const { text, names: named } = read(call, asked);
  expect([JSON.parse(text), named]).toEqual([leaves, names]);
});

it.each<[Call, unknown]>([
  ['create', '{'],
  ['create', []],
  ['create', {}],
  ['create', { path: '' }],
  ['create', { path: ['a'] }],
  ['create', '{"path":"a","path":"b"}'],
  ['create', { path: 'a', ref: { name: 7 } }],
  ['delete', { force: 'yes' }],
  ['verify', { limit: -1 }],
  ['verify', { limit: '7' }],
  ['verify', { cursor: 7 }],
])('%s that can be read in another way is refused: %j', (call, value) => {
  expect(() => read(call, value)).toThrow(expect.objectContaining({ code: 'malformed' }));
});
