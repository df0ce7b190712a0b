import { access, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { demoHistory } from './demo-history.ts';
import { runGit } from './git.ts';
import { PlaygroundError } from './playground-error.ts';

export const DEMO_REPOSITORY = 'playground/demo.git';

/** How a clone reaches its server. */
export interface CloneSettings {
  /** URL of the repository on the server. */
  readonly url: string;
  /** The agent's proxy, session secret included; null goes direct. */
  readonly proxy: string | null;
  /** PEM file with the authorities that git is to trust. */
  readonly caFile: string;
  /**
   * Folder of PEM files that git is to trust besides; null for none. A `GIT_SSL_CAINFO` in someone's environment
   * takes the place of `caFile`, but not of this.
   */
  readonly caFolder?: string | null;
}

const NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}\/[A-Za-z0-9_][A-Za-z0-9._-]{0,99}\.git$/;

/**
 * The bare repository `name` (`owner/name.git`) below `root`, made with the demo history on `main` when it is not
 * there yet. Returns its path.
 */
export async function openDemoRepository(root: string, name: string): Promise<string> {
  if (!NAME.test(name)) {
    throw new PlaygroundError(
      'bad-name',
      'the name of a repository is not owner/name.git',
      'use letters and digits',
    );
  }
  const path = join(root, name);
  await madeOnce(path, async (folder) => {
    await runGit({ cwd: folder, args: ['init', '--quiet', '--bare', '--initial-branch=main', '.'] });
    for (const [key, value] of SERVED) await runGit({ cwd: folder, args: ['config', key, value] });
    await runGit({ cwd: folder, args: ['fast-import', '--quiet'], input: demoHistory() });
  });
  return path;
}

/** As a Git host is set up: pushes need no local account, and partial clones work. */
const SERVED: readonly (readonly [string, string])[] = [
  ['http.receivepack', 'true'],
  ['http.getanyfile', 'false'],
  ['uploadpack.allowFilter', 'true'],
  ['uploadpack.allowAnySHA1InWant', 'true'],
  ['receive.advertisePushOptions', 'true'],
  ['gc.auto', '0'],
];

/** A clone of `bare` at `path`, made when it is not there yet, that reaches its server as `settings` say. */
export async function openDemoClone(path: string, bare: string, settings: CloneSettings): Promise<void> {
  await madeOnce(path, async (folder) => {
    await runGit({ cwd: folder, args: ['clone', '--quiet', '--no-hardlinks', bare, '.'] });
    await runGit({ cwd: folder, args: ['config', 'user.name', 'Dana Developer'] });
    await runGit({ cwd: folder, args: ['config', 'user.email', 'dana@playground.test'] });
    await runGit({ cwd: folder, args: ['config', '--unset', 'remote.origin.url'] });
    await runGit({ cwd: folder, args: ['config', 'include.path', SETTINGS_FILE] });
  });
  await pointClone(path, settings);
}

const SETTINGS_FILE = 'countersign.config';

/**
 * Lets the clone reach its server as `settings` say; what its owner configured besides stays. The proxy's URL
 * holds a secret, so it goes into a file of mode 0600 that `.git/config` includes, and into no argument list.
 */
export async function pointClone(
  path: string,
  { url, proxy, caFile, caFolder = null }: CloneSettings,
): Promise<void> {
  const lines = ['[remote "origin"]', `\turl = ${quoted(url)}`, '[http]', `\tsslCAInfo = ${quoted(caFile)}`];
  if (caFolder !== null) lines.push(`\tsslCAPath = ${quoted(caFolder)}`);
  // Basic at once: git would otherwise spend a connection on asking which scheme the proxy wants.
  if (proxy !== null) lines.push(`\tproxy = ${quoted(proxy)}`, '\tproxyAuthMethod = basic');
  const file = join(path, '.git', SETTINGS_FILE);
  const temporary = `${file}.${process.pid}`;
  await writeFile(temporary, `${lines.join('\n')}\n`, { mode: 0o600 });
  await rename(temporary, file);
}

/** git-config, "Syntax": within double quotes only these two are special. */
function quoted(value: string): string {
  for (const character of value) {
    if (character < ' ' || character === '\x7f') {
      throw new PlaygroundError(
        'bad-value',
        'a setting of the clone holds a control character',
        'give a plain path',
      );
    }
  }
  return `"${value.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** Makes the folder beside its place and renames it there: one that is there is whole. */
async function madeOnce(path: string, fill: (folder: string) => Promise<void>): Promise<void> {
  if (await exists(path)) return;
  await mkdir(dirname(path), { recursive: true });
  const folder = await mkdtemp(`${path}.making-`);
  try {
    await fill(folder);
    await rename(folder, path);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
