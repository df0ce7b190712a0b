import { expect, test } from 'vitest';
import { BatchesUnderWay } from './batches-under-way.ts';

test('one more batch of an agent than it may have is refused, until one is stored; others have their own', async () => {
  const batches = new BatchesUnderWay(2);
  const stored = Promise.withResolvers<void>();
  const first = [batches.run('a', () => stored.promise), batches.run('a', () => stored.promise)];
  await expect(batches.run('a', async () => {})).rejects.toMatchObject({ code: 'overloaded' });
  expect(await batches.run('b', async () => 'b')).toBe('b');
  stored.resolve();
  await Promise.all(first);
  expect(await batches.run('a', async () => 'a')).toBe('a');
});

test('a batch that fails is under way no more', async () => {
  const batches = new BatchesUnderWay(1);
  const failing = batches.run('a', () => Promise.reject(new RangeError('stop')));
  await expect(failing).rejects.toThrow('stop');
  expect(await batches.run('a', async () => 'a')).toBe('a');
});
