import { expect, it } from 'vitest';
import { Turnstile } from './turnstile.ts';

it('lets in as many as it may and refuses the next', () => {
  const turnstile = new Turnstile(2);
  const leave = turnstile.enter();
  turnstile.enter();
  expect(() => turnstile.enter()).toThrow(
    expect.objectContaining({ code: 'too-many-exchanges', step: 'accept' }),
  );
  leave();
  leave();
  expect(turnstile.inside).toBe(1);
  turnstile.enter();
  expect(turnstile.inside).toBe(2);
});

it('refuses everyone once it is shut', () => {
  const turnstile = new Turnstile(2);
  turnstile.shut();
  expect(() => turnstile.enter()).toThrow(expect.objectContaining({ code: 'shutting-down' }));
});
