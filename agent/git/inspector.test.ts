import { afterEach, beforeEach, expect, test } from 'vitest';
import { PushWorld } from '../../test/support/push-world.ts';

let world: PushWorld;
beforeEach(async () => {
  world = await PushWorld.open();
});
afterEach(() => world[Symbol.asyncDispose]());

test('a fast-forward', async () => {
  const id = world.commit({ 'a.txt': 'one\ntwo\nmy password\n', 'c/d.txt': 'x' }, 'Add the password');
  const [update] = await world.inspect({ 'refs/heads/main': 'main' });
  expect(update).toMatchObject({
    ref: 'refs/heads/main',
    change: 'update',
    forced: false,
    commits: [
      {
        id,
        author: { name: 'Dev Eloper', email: 'dev@example.org' },
        message: 'Add the password\n',
        merge: false,
        terms: ['password'],
      },
    ],
  });
  const files = [
    {
      path: 'a.txt',
      kind: 'modified',
      mode: 'file',
      addedLines: 1,
      removedLines: 0,
      size: 20,
      opaque: null,
      terms: ['password'],
    },
    {
      path: 'c/d.txt',
      kind: 'added',
      mode: 'file',
      addedLines: 1,
      removedLines: 0,
      size: 1,
      opaque: null,
      terms: [],
    },
  ];
  expect(update?.changes).toEqual([
    ...files.map((f) => ({ commit: id, ...f })),
    ...files.map((f) => ({ commit: 'net', ...f })),
  ]);
});
