import { isAbsolute, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Whether a path that a model wrote leads into one of a session's folders. A relative path is taken from the first
 * of them; without a folder nothing is known to be inside.
 */
export function isWithin(folders: readonly string[], path: string): boolean {
  const [first] = folders;
  const plain = plainPath(path);
  if (first === undefined || plain === null) return false;
  const whole = resolve(first, plain);
  return folders.some((folder) => {
    const inside = relative(folder, whole);
    return inside !== '' && inside !== '..' && !inside.startsWith('../') && !isAbsolute(inside);
  });
}

/** Editors write a path as a URI too; any other scheme leads elsewhere. */
function plainPath(path: string): string | null {
  if (path === '' || path.includes('\0')) return null;
  if (!/^[A-Za-z][A-Za-z0-9+.-]+:/.test(path)) return path;
  if (!path.startsWith('file:')) return null;
  try {
    return fileURLToPath(path);
  } catch {
    return null;
  }
}
