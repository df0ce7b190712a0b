import { writeSync } from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { basename, dirname, join } from 'node:path';

/**
 * Sets an editor up, or takes it back, and ends as by a power cut before the step of this number: each time that
 * something on disk is put in the place of something else. Says the name of each step that it comes to.
 */
const [home = '', work = '', killBefore = ''] = process.argv.slice(2);
let steps = 0;
function cameTo(name: string): void {
  writeSync(1, `${name}\n`);
  if (steps === Number(killBefore)) process.kill(process.pid, 'SIGKILL');
  steps += 1;
}

const { rename, rm, writeFile } = promises;
const nameOf = (path: unknown): string => join(basename(dirname(String(path))), basename(String(path)));
Object.assign(promises, {
  rename: async (from: string, to: string) => {
    cameTo(`replace ${nameOf(to).replace(basename(home), 'home')}`);
    await rename(from, to);
  },
  rm: async (path: string, options: object) => {
    cameTo(`remove ${nameOf(path).replace(basename(home), 'home')}`);
    await rm(path, options);
  },
  writeFile: async (path: string, text: string, options: object) => {
    const isDraft = /\.(?:new|countersign|\d+)$/.test(path);
    if (!isDraft) cameTo(`write ${nameOf(path)}`);
    await writeFile(path, text, options);
  },
});
syncBuiltinESMExports();

const { openWiredEditor } = await import('./wired-editor.ts');
const editor = await openWiredEditor(home);
if (work === 'set-up') await editor.setUp();
else await editor.remove();
