import { expect, test } from 'vitest';
import { signInWay } from './sign-in-way.ts';

test.each([
  ['auto', true, undefined, 'browser'],
  ['auto', true, 'ssh-remote', 'device'],
  ['auto', false, undefined, 'device'],
  ['browser', true, 'wsl', 'browser'],
  ['device', true, undefined, 'device'],
  ['somehow', true, undefined, 'browser'],
] as const)('wanted %s, on a desktop %s, remote %s: %s', (wanted, isDesktop, remoteName, way) => {
  expect(signInWay({ wanted, isDesktop, remoteName })).toBe(way);
});
