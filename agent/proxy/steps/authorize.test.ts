import { expect, it } from 'vitest';
import type { Journaled } from '../stages.ts';
import { authorize } from './authorize.ts';

function journaled(scheme: 'http' | 'https', rawHeaders: readonly string[]): Journaled {
  return {
    client: { kind: 'request', target: { scheme, host: 'h', port: 1 }, rawHeaders },
  } as unknown as Journaled;
}

it.each([
  ['https', ['Authorization', 'Basic eDp5']],
  ['https', []],
  ['http', ['Accept', '*/*']],
] as const)('lets a request go over %s with %j', (scheme, headers) => {
  expect(authorize(journaled(scheme, headers)).credential).toBe('passthrough');
});

it.each(['Authorization', 'authorization', 'AUTHORIZATION'])('sends no %s over plain HTTP', (name) => {
  expect(() => authorize(journaled('http', [name, 'Basic eDp5']))).toThrow(
    expect.objectContaining({ step: 'authorize', code: 'no-credential' }),
  );
});
