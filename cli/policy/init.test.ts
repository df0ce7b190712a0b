import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPolicyFolder, type PolicyFolder } from '../../test/support/policy-folder.ts';

let folder: PolicyFolder;

beforeEach(async () => {
  folder = await openPolicyFolder();
});

afterEach(() => folder.remove());

test('the starter is written, and can be enforced', async () => {
  const { out, exitCode } = await folder.run('init', './new.yaml', '--host', 'git.example.com');
  expect(exitCode).toBe(0);
  expect(out).toBe(
    './new.yaml and ./new.test.yaml are written; try them with: countersign policy test ./new.yaml\n',
  );
  expect(await readFile(folder.path('new.yaml'), 'utf8')).toContain('"git.example.com", kind: git');
  expect((await folder.run('check', './new.yaml')).exitCode).toBe(0);
  const tried = await folder.run('test', './new.yaml', '--all-rules');
  expect(tried.exitCode).toBe(0);
  expect(tried.out).toMatch(/^35 cases, 0 failed\n28 of 28 rules matched\n$/u);
});

test('what is written is told as JSON with its hash', async () => {
  const { out } = await folder.run('init', './new.yaml', '--json');
  const { hash }: { hash: string } = JSON.parse(out);
  const checked = await folder.run('check', './new.yaml', '--json');
  expect(JSON.parse(checked.out)).toMatchObject({ hash });
});

test('a file that is there stays as it is', async () => {
  await folder.write('policy.yaml', 'mine');
  await expect(folder.run('init', './policy.yaml')).rejects.toThrow(
    expect.objectContaining({ code: 'exists', hint: expect.stringContaining('another file') as unknown }),
  );
  expect(await readFile(folder.path('policy.yaml'), 'utf8')).toBe('mine');
});

test('so does a file of cases', async () => {
  await folder.write('new.test.yaml', 'mine');
  await expect(folder.run('init', './new.yaml')).rejects.toThrow(expect.objectContaining({ code: 'exists' }));
  expect(await readFile(folder.path('new.test.yaml'), 'utf8')).toBe('mine');
});

test('a host that no policy may name is refused, and nothing is written', async () => {
  const { exitCode, out } = await folder.run('init', './new.yaml', '--host', '*.example.com');
  expect(exitCode).toBe(1);
  expect(out).toContain('a dot in front stands for every name below');
  await expect(readFile(folder.path('new.yaml'))).rejects.toThrow(
    expect.objectContaining({ code: 'ENOENT' }),
  );
});
