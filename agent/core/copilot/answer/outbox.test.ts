import { expect, test } from 'vitest';
import type { EventStreamItem } from '../event-stream.ts';
import { AnswerError } from './answer-error.ts';
import { Outbox } from './outbox.ts';

const item = (data: string): EventStreamItem => ({ kind: 'event', event: null, id: null, data });
const COMMENT = { kind: 'comment' };

test('what waits comes out in order, and written when it does', () => {
  const outbox = new Outbox(10);
  let word = 'early';
  expect(outbox.put(1, () => [item('a')])).toEqual([item('a')]);
  outbox.hold();
  expect(outbox.put(1, () => [item(word)])).toEqual([COMMENT]);
  expect(outbox.put(1, () => [])).toEqual([COMMENT]);
  word = 'late';
  expect(outbox.release()).toEqual([item('late')]);
  expect(outbox.put(1, () => [item('b')])).toEqual([item('b')]);
  expect(outbox.release()).toEqual([]);
});

test('what must come first does', () => {
  const outbox = new Outbox(10);
  expect(outbox.putFirst([item('a')])).toEqual([item('a')]);
  outbox.hold();
  outbox.put(1, () => [item('c')]);
  expect([outbox.isHolding, outbox.putFirst([item('b')])]).toEqual([true, []]);
  expect(outbox.release()).toEqual([item('b'), item('c')]);
  expect(outbox.isHolding).toBe(false);
});

test('no more waits than may', () => {
  const outbox = new Outbox(10);
  outbox.hold();
  outbox.put(10, () => []);
  expect(() => outbox.put(1, () => [])).toThrow(
    expect.objectContaining({ constructor: AnswerError, code: 'too-large' }),
  );
});
