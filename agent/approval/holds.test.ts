import { expect, test } from 'vitest';
import type { Approval } from '../../protocol/approval.ts';
import { Holds } from './holds.ts';

function holds(maxEnded = 10) {
  let changes = 0;
  const clock = () => new Date('2026-11-21T08:00:00.000Z');
  const all = new Holds({ clock, maxEnded, onChange: () => void changes++ });
  const open = (id: string, exchange = 'e') =>
    all.open({ approval: { id, votes: [] } as unknown as Approval, exchange, session: 's', holdMs: 60_000 });
  return { all, open, changes: () => changes };
}

test('what waits is told until it ends, and then how it ended', () => {
  const { all, open, changes } = holds();
  const hold = open('a');
  expect(all.list()).toMatchObject([
    { since: '2026-11-21T08:00:00.000Z', until: '2026-11-21T08:01:00.000Z', end: null },
  ]);
  hold.heard({ id: 'a', votes: [{ by: 'rita' }] } as unknown as Approval);
  expect(all.list()).toMatchObject([{ approval: { votes: [{ by: 'rita' }] } }]);
  hold.ended('granted');
  hold.ended('lost');
  expect(all.list()).toMatchObject([{ end: { kind: 'granted' } }]);
  expect(changes()).toBe(3);
});

test('cancelling ends every wait for the approval, and no other', () => {
  const { all, open } = holds();
  const [first, second, other] = [open('a', '1'), open('a', '2'), open('b', '3')];
  expect(all.cancel('a')).toBe(true);
  expect([first, second, other].map(({ cancelled }) => cancelled.aborted)).toEqual([true, true, false]);
});

test('what does not wait cannot be cancelled', () => {
  const { all, open } = holds();
  const hold = open('a');
  hold.ended('denied');
  expect(all.cancel('a')).toBe(false);
  expect(all.cancel('b')).toBe(false);
  expect(hold.cancelled.aborted).toBe(false);
});

test('of those that ended the newest are kept', () => {
  const { all, open } = holds(2);
  for (const id of ['a', 'b', 'c']) open(id).ended('spent');
  expect(all.list().map(({ approval }) => approval.id)).toEqual(['c', 'b']);
});
