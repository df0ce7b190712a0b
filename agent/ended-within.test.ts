import { expect, test, vi } from 'vitest';
import { endedWithin } from './ended-within.ts';

test('waits for the last one, and no longer than the limit', async () => {
  vi.useFakeTimers();
  try {
    const last = Promise.withResolvers<void>();
    const inTime = endedWithin([Promise.resolve(), last.promise], 100);
    await vi.advanceTimersByTimeAsync(99);
    last.resolve();
    expect(await inTime).toBe(true);
    const late = endedWithin([Promise.resolve(), new Promise(() => undefined)], 100);
    await vi.advanceTimersByTimeAsync(100);
    expect(await late).toBe(false);
  } finally {
    vi.useRealTimers();
  }
});
