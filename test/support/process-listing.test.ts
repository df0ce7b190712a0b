import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { processesThatShow } from './process-listing.ts';

test.each([
  ['an argument', ['the-password-of-nobody'], {}],
  ['an environment', [], { SOME_TOKEN: 'the-password-of-nobody' }],
])('a credential in %s of another process is seen', async (_what, args, env) => {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()', ...args], { env });
  await once(child, 'spawn');
  const authorization = `Basic ${Buffer.from('user:the-password-of-nobody').toString('base64')}`;
  await expect.poll(() => processesThatShow(authorization).length).toBe(1);
  child.kill();
  await once(child, 'exit');
  expect(processesThatShow(authorization)).toEqual([]);
});
