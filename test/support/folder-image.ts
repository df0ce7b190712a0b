import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A folder's files in memory, to be put to any place: path below the folder, mode and content. */
export type FolderImage = readonly FileImage[];

interface FileImage {
  readonly path: string;
  readonly mode: number;
  readonly content: Buffer;
}

/** Of the regular files; folders without any stay behind. */
export function readFolderImage(folder: string): FolderImage {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return {
        path: path.slice(folder.length + 1),
        mode: statSync(path).mode & 0o777,
        content: readFileSync(path),
      };
    });
}

export function writeFolderImage(folder: string, image: FolderImage): void {
  for (const { path, mode, content } of image) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content, { mode });
  }
}
