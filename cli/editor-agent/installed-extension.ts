import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const VERSION = /-\d+\.\d+\.\d+.*$/;
const REGISTRY = 'extensions.json';

/**
 * Whether the extension that brought `script` (`EXTENSION/dist/agent.js`) is still installed, in this version or another:
 * its folder is there, the editor has not marked it for deletion at its next start (`.obsolete` beside it), and a list
 * of what is installed names it (`extensions.json` beside it; of other profiles, beside their settings). A folder alone
 * is not enough: an editor may leave it until it is started again. Where there is no list, it has to be.
 *
 * @param settingsFiles those that the extension changed
 */
export async function isExtensionInstalled(
  script: string,
  settingsFiles: readonly string[],
): Promise<boolean> {
  const folder = dirname(dirname(script));
  const extensions = dirname(folder);
  const obsolete = await obsoleteIn(extensions);
  const name = basename(folder).replace(VERSION, '');
  const names = await readdir(extensions).catch(() => []);
  const candidates = [basename(folder), ...names.filter((each) => each.replace(VERSION, '') === name)];
  for (const each of new Set(candidates)) {
    if (obsolete.has(each) || !(await isThere(join(extensions, each, 'package.json')))) continue;
    return isListed(name, [join(extensions, REGISTRY), ...(await registriesOf(settingsFiles))]);
  }
  return false;
}

/** Of the profile that the settings belong to, and of those below it. */
async function registriesOf(settingsFiles: readonly string[]): Promise<readonly string[]> {
  const folders = [...new Set(settingsFiles.map((file) => dirname(file)))];
  const found = folders.map(async (folder) => {
    const profiles = await readdir(join(folder, 'profiles')).catch(() => []);
    return [folder, ...profiles.map((profile) => join(folder, 'profiles', profile))];
  });
  return (await Promise.all(found)).flat().map((folder) => join(folder, REGISTRY));
}

async function isListed(name: string, registries: readonly string[]): Promise<boolean> {
  const lists = (await Promise.all(registries.map(listedIn))).filter((list) => list !== null);
  return lists.length === 0 || lists.some((list) => list.includes(name.toLowerCase()));
}

/** Identifiers in lower case; null where there is no such list. */
async function listedIn(registry: string): Promise<readonly string[] | null> {
  const entries: unknown = await parsed(registry);
  if (!Array.isArray(entries)) return null;
  return entries.map((entry: { identifier?: { id?: unknown } } | null) =>
    String(entry?.identifier?.id).toLowerCase(),
  );
}

async function obsoleteIn(extensions: string): Promise<ReadonlySet<string>> {
  const marks = (await parsed(join(extensions, '.obsolete'))) as Record<string, unknown> | null;
  return new Set(Object.keys(marks ?? {}).filter((name) => marks?.[name] === true));
}

/** Null where it is not there, or cannot be read: an editor may be writing it. */
async function parsed(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown;
  } catch {
    return null;
  }
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
