import { afterEach, expect, test } from 'vitest';
import { pauseMs, RefreshLoop } from './refresh-loop.ts';

const HOUR_MS = 3_600_000;

let loop: RefreshLoop;
let answers: ((isGood: boolean) => void)[];

function open(retryMs = HOUR_MS): RefreshLoop {
  answers = [];
  loop = new RefreshLoop({
    run: () => new Promise((resolve) => answers.push(resolve)),
    refreshMs: HOUR_MS,
    retryMs,
    random: () => 1,
  });
  return loop;
}

async function asked(times: number): Promise<void> {
  await expect.poll(() => answers.length).toBe(times);
}

afterEach(async () => {
  const closed = loop.close();
  for (const answer of answers) answer(true);
  await closed;
});

test('it asks at once when it is woken, and then waits again', async () => {
  open().start();
  loop.wake();
  await asked(1);
  answers[0]?.(true);
  loop.wake();
  await asked(2);
});

test('whoever comes while it is being asked waits for one more answer, together with the others', async () => {
  open();
  const first = loop.now();
  const [second, third] = [loop.now(), loop.now()];
  expect(second).toBe(third);
  expect(answers).toHaveLength(1);
  answers[0]?.(true);
  await first;
  await asked(2);
  answers[1]?.(true);
  await Promise.all([second, third]);
  expect(answers).toHaveLength(2);
});

test('after a failure it does not wait as long', async () => {
  open(1);
  const first = loop.now();
  answers[0]?.(false);
  await first;
  loop.start();
  await asked(2);
});

test.each([
  [0, 0, 500],
  [0, 0.5, 750],
  [0, 1, 1000],
])('after %i failures, with a random %d, it waits %i ms of 1000', (failures, random, expected) => {
  expect(pauseMs({ refreshMs: 1000, retryMs: 10, random: () => random }, failures)).toBe(expected);
});

test('it never waits longer than without a failure', () => {
  for (const failures of [1, 2, 5, 50]) {
    const wait = pauseMs({ refreshMs: 1000, retryMs: 10, random: () => 1 }, failures);
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(1000);
  }
});
