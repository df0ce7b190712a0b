import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export type ObjectFormat = 'sha1' | 'sha256';

/** The id of the tree without entries, which Git knows without having it. */
export const EMPTY_TREE: Readonly<Record<ObjectFormat, string>> = {
  sha1: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  sha256: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
};

/**
 * Makes `path` a bare repository that also reads the objects of `alternates`; by hand, because `git init`
 * would be one more process in every push (gitrepository-layout).
 */
export async function makeGitFolder(
  path: string,
  format: ObjectFormat,
  alternates: readonly string[] = [],
): Promise<void> {
  await mkdir(join(path, 'objects', 'info'), { recursive: true, mode: 0o700 });
  await Promise.all([
    mkdir(join(path, 'objects', 'pack')),
    mkdir(join(path, 'refs')),
    writeFile(join(path, 'config'), config(format)),
    writeFile(
      join(path, 'objects', 'info', 'alternates'),
      alternates.map((from) => `${join(from, 'objects')}\n`).join(''),
    ),
  ]);
  // Last: a folder without it is no repository, so a half-made one is never used.
  await writeFile(join(path, 'HEAD'), 'ref: refs/heads/none\n');
}

function config(format: ObjectFormat): string {
  const core = (version: 0 | 1) => `[core]\n\trepositoryformatversion = ${version}\n\tbare = true\n`;
  return format === 'sha1' ? core(0) : `${core(1)}[extensions]\n\tobjectFormat = sha256\n`;
}
