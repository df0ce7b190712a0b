import { chmod, chown, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { openPrivateFolder } from './private-folder.ts';

let home: string;
let path: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'countersign-folder-'));
  path = join(home, 'agent');
});

afterEach(() => rm(home, { recursive: true, force: true }));

const modeOf = async () => (await stat(path)).mode & 0o777;

it('makes a folder that only its owner can enter', async () => {
  await openPrivateFolder(path);
  expect(await modeOf()).toBe(0o700);
});

it.each([0o700, 0o750, 0o755, 0o711, 0o744])('closes one of mode %o to others', async (mode) => {
  await mkdir(path);
  await chmod(path, mode);
  await openPrivateFolder(path);
  expect(await modeOf()).toBe(0o700);
});

describe('refuses', () => {
  it.each([0o770, 0o775, 0o720, 0o702, 0o777])('one of mode %o, and leaves it as it is', async (mode) => {
    await mkdir(path);
    await chmod(path, mode);
    await expect(openPrivateFolder(path)).rejects.toMatchObject({
      code: 'writable-by-others',
      hint: expect.stringContaining('chmod 700'),
    });
    expect(await modeOf()).toBe(mode);
  });

  it('a link to a folder', async () => {
    await mkdir(join(home, 'elsewhere'), { mode: 0o700 });
    await symlink(join(home, 'elsewhere'), path);
    await expect(openPrivateFolder(path)).rejects.toMatchObject({ code: 'not-a-folder' });
  });

  it('a file', async () => {
    await writeFile(path, '');
    await expect(openPrivateFolder(path)).rejects.toMatchObject({ code: 'not-a-folder' });
  });

  test.runIf(process.getuid?.() === 0)('the folder of another user', async () => {
    await mkdir(path, { mode: 0o700 });
    await chown(path, 12_345, 12_345);
    await expect(openPrivateFolder(path)).rejects.toMatchObject({ code: 'foreign-owner' });
  });
});
