import { expect, test } from 'vitest';
import type { Accepted, Appending } from '../records.ts';
import { AppendQueue } from './append-queue.ts';

const ACCEPTED: Accepted = { receivedAt: 1, records: [], findings: [], oddities: [] };

function of(agent: string): Appending<Accepted> {
  return { agent, seqs: [], decide: () => ACCEPTED };
}

test('one more than may wait while a group is stored is refused, and taken once the group is', async () => {
  const stored = Promise.withResolvers<void>();
  const queue = new AppendQueue(
    async (group) => {
      await stored.promise;
      return group.map(() => ({ kind: 'appended', appended: { accepted: ACCEPTED, stored: [] } }));
    },
    { maxWaitingWrites: 2 },
  );
  const first = queue.run(of('a'));
  // From the next turn on it is being stored, and waits no more.
  await new Promise((resolve) => setImmediate(resolve));
  const waiting = [queue.run(of('b')), queue.run(of('c'))];
  await expect(queue.run(of('d'))).rejects.toMatchObject({ code: 'overloaded' });
  stored.resolve();
  await Promise.all([first, ...waiting]);
  expect(await queue.run(of('d'))).toEqual({ accepted: ACCEPTED, stored: [] });
});

test('what a group came to is told when the next one is under way', async () => {
  const seen: string[] = [];
  const queue = new AppendQueue(
    async (group) => {
      seen.push(`${group.map(({ agent }) => agent).join(' and ')} stored`);
      return group.map(() => ({ kind: 'appended', appended: { accepted: ACCEPTED, stored: [] } }));
    },
    { maxWaitingWrites: 4 },
  );
  const told = ['a', 'b', 'a'].map((agent, at) =>
    queue.run(of(agent)).then(() => seen.push(`${agent} told, ${at}`)),
  );
  await Promise.all(told);
  expect(seen).toEqual(['a and b stored', 'a stored', 'a told, 0', 'b told, 1', 'a told, 2']);
});
