import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

/** One built file, as it is served. */
export interface PageFile {
  readonly type: string;
  readonly bytes: Buffer;
}

/** The built pages by file name, in memory: what a request names is looked up here and never becomes a path. */
export type PageFiles = ReadonlyMap<string, PageFile>;

export const INDEX = 'index.html';

const TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
]);

/** Null when nothing was built there. */
export function readPageFiles(directory: string): PageFiles | null {
  const files = new Map<string, PageFile>();
  for (const name of filesIn(directory)) {
    const type = TYPES.get(extname(name));
    if (type !== undefined) files.set(name, { type, bytes: readFileSync(join(directory, name)) });
  }
  return files.has(INDEX) ? files : null;
}

function filesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
