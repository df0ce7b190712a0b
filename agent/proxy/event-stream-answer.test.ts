import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { toldClient } from '../../test/support/told-client.ts';
import { Answer } from './answer.ts';
import type { Dialect } from './event-stream-answer.ts';
import { Refusal } from './refusal.ts';

const LIMITS = { maxDrainBytes: 1000, maxDrainMs: 50 };
const DENIED = new Refusal('hold', 'approval-denied', 'not today');

function dialect(waits: boolean, event: string | null = 'data: no\n\n'): Dialect {
  return { waits, say: () => ({ status: 451, type: 'text/plain', body: 'no' }), event: () => event };
}

function answering(spoken: Dialect, signal = new AbortController().signal) {
  const { request, told } = toldClient({ signal });
  const answer = new Answer(request, LIMITS);
  answer.speak(spoken);
  return { answer, told };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

test('a client that reads a stream is kept by comments, and refused by an event', async () => {
  const { answer, told } = answering(dialect(true));
  answer.keepAlive();
  vi.advanceTimersByTime(10_000);
  await answer.refuse(DENIED);
  expect(told).toMatchObject({ status: 200, ended: true });
  expect(told.body).toMatch(/^(?:: waiting for an approval\n\n){2}data: no\n\n$/);
  expect(vi.getTimerCount()).toBe(0);
});

test('a client that reads none is told at the end', async () => {
  const { answer, told } = answering(dialect(false));
  answer.keepAlive();
  await answer.refuse(DENIED);
  expect(told).toMatchObject({ status: 451, body: 'no', ended: true });
});

test.each([
  ['its protocol has no word for it', true, null],
  ['the answer has begun', false, 'data: no\n\n'],
])('a stream is broken when %s', async (_name, isWaiting, event) => {
  const { answer, told } = answering(dialect(true, event));
  answer.keepAlive();
  if (!isWaiting) answer.stopKeepAlive();
  await answer.refuse(DENIED);
  expect(told).toMatchObject({ ended: false, destroyed: true });
  expect(vi.getTimerCount()).toBe(0);
});

test('nobody is kept who has gone', async () => {
  const gone = new AbortController();
  const { answer, told } = answering(dialect(true), gone.signal);
  answer.keepAlive();
  gone.abort();
  await answer.refuse(DENIED);
  expect(told).toMatchObject({ ended: false, destroyed: true });
  expect(vi.getTimerCount()).toBe(0);
});
