import { chmod, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { starterPolicy } from '../../policy/starter.ts';
import { openPolicyFile } from './policy-file.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-policy-'));
  path = join(folder, 'policy.yaml');
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const POLICY = starterPolicy({ hosts: ['a.test'] });
const OTHER = starterPolicy({ hosts: ['b.test'] });

test('the policy is that of this moment, however it came to change', async () => {
  await writeFile(path, POLICY);
  const source = await openPolicyFile(path);
  const first = await source.current();
  expect(await source.current()).toBe(first);
  await writeFile(path, OTHER);
  const second = await source.current();
  expect(second.hash).not.toBe(first.hash);
  await writeFile(join(folder, 'new'), POLICY);
  await rename(join(folder, 'new'), path);
  expect((await source.current()).hash).toBe(first.hash);
});

test('whoever asks while a file is being read gets the policy that it becomes', async () => {
  await writeFile(path, POLICY);
  const source = await openPolicyFile(path);
  await writeFile(path, OTHER);
  const asked = await Promise.all([source.current(), source.current(), source.current()]);
  expect(new Set(asked).size).toBe(1);
});

test.each<[string, string, () => Promise<void>]>([
  ['is gone', 'unreadable', () => rm(path)],
  ['does not compile', 'invalid', () => writeFile(path, 'version: 2')],
  ['is too large', 'too-large', () => writeFile(path, '#'.repeat(1024 * 1024 + 1))],
])('a file that %s is no policy, until it is one again', async (_, code, change) => {
  await writeFile(path, POLICY);
  const source = await openPolicyFile(path);
  const { hash } = await source.current();
  await change();
  await expect(source.current()).rejects.toMatchObject({ code });
  await expect(source.current()).rejects.toMatchObject({ code });
  expect(source.lastKnown()?.hash).toBe(hash);
  await writeFile(path, POLICY);
  expect((await source.current()).hash).toBe(hash);
});

test.skipIf(process.getuid?.() === 0)('a file that may no longer be read is no policy', async () => {
  await writeFile(path, POLICY);
  const source = await openPolicyFile(path);
  await source.current();
  await chmod(path, 0);
  await expect(source.current()).rejects.toMatchObject({ code: 'unreadable' });
});
