import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const VERSION = /-\d+\.\d+\.\d+.*$/;

/**
 * Whether the extension that brought `script` (`EXTENSION/dist/agent.js`) is still installed, in this version or another:
 * its folder is there, and the editor has not marked it for deletion at its next start (`.obsolete` beside it).
 */
export async function isExtensionInstalled(script: string): Promise<boolean> {
  const folder = dirname(dirname(script));
  const extensions = dirname(folder);
  const obsolete = await obsoleteIn(extensions);
  const name = basename(folder).replace(VERSION, '');
  const names = await readdir(extensions).catch(() => []);
  const candidates = [basename(folder), ...names.filter((each) => each.replace(VERSION, '') === name)];
  for (const each of new Set(candidates)) {
    if (!obsolete.has(each) && (await isThere(join(extensions, each, 'package.json')))) return true;
  }
  return false;
}

async function obsoleteIn(extensions: string): Promise<ReadonlySet<string>> {
  try {
    const marks = JSON.parse(await readFile(join(extensions, '.obsolete'), 'utf8')) as Record<
      string,
      unknown
    >;
    return new Set(Object.keys(marks).filter((name) => marks[name] === true));
  } catch {
    return new Set();
  }
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
