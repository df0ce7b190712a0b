import { expect, it } from 'vitest';
import { Closing } from './closing.ts';

it('closes in the opposite order, once', async () => {
  const closed: string[] = [];
  const closing = new Closing();
  for (const name of ['journal', 'listener']) closing.add(name, (opened) => void closed.push(opened));
  await closing.run();
  await closing.run();
  expect(closed).toEqual(['listener', 'journal']);
});

it('closes the rest when one fails, and then says so', async () => {
  const closed: string[] = [];
  const closing = new Closing();
  closing.add('journal', (opened) => void closed.push(opened));
  closing.add('listener', () => Promise.reject(new Error('stuck')));
  await expect(closing.run()).rejects.toThrow('stuck');
  expect(closed).toEqual(['journal']);
});
