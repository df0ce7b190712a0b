import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { GitScope } from './git-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'git-process-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A program in the place of git; what it leaves behind ends with its input. */
function program(name: string, script: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o700 });
  return path;
}

test.each([
  ['does not end when asked', 'trap "" TERM\necho ready\ncat > /dev/null'],
  ['leaves its output to another process', 'exec 3<&0\ncat <&3 &\necho ready\nwait'],
])('waits no longer than the limit for one that %s', async (name, script) => {
  const settings = { gitPath: program(name, script), emptyHome: folder, maxBlobBytes: 1000, endMs: 50 };
  const scope = new GitScope(settings);
  const child = scope.start({ gitDir: folder, args: [] });
  await once(child.stdout, 'data');
  await scope.close();
  expect(await child.exited).toMatchObject({ code: null });
});
