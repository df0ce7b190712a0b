import type { Stats } from 'node:fs';
import { chmod, lstat, mkdir } from 'node:fs/promises';

export type PrivateFolderErrorCode = 'not-a-folder' | 'foreign-owner' | 'writable-by-others';

const HINTS: Readonly<Record<PrivateFolderErrorCode, string>> = {
  'not-a-folder': 'remove it, or use another COUNTERSIGN_HOME',
  'foreign-owner': 'run the agent as the user who owns it, or use another COUNTERSIGN_HOME',
  'writable-by-others':
    'others may have put files there: look through them, then take their right away with `chmod 700`',
};

export class PrivateFolderError extends Error {
  readonly code: PrivateFolderErrorCode;
  readonly hint: string;

  constructor(code: PrivateFolderErrorCode, message: string) {
    super(message);
    this.name = 'PrivateFolderError';
    this.code = code;
    this.hint = HINTS[code];
  }
}

/**
 * Makes the folder, or makes sure that it is one that this user alone can enter: mode 0700. One that others could
 * only read is closed to them; one that others could write to is refused, since what lies there may be theirs.
 * Throws PrivateFolderError.
 */
export async function openPrivateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 }).catch((fault: unknown) => {
    if (codeOf(fault) !== 'EEXIST') throw fault;
  });
  const seen = await lstat(path);
  if (!seen.isDirectory()) throw new PrivateFolderError('not-a-folder', `${path} is not a folder`);
  // Windows has no such modes; there the folder's access list decides.
  if (process.getuid === undefined) return;
  refuseForeign(seen, path, process.getuid());
  if ((seen.mode & 0o077) !== 0) await chmod(path, 0o700);
}

function refuseForeign(seen: Stats, path: string, user: number): void {
  if (seen.uid !== user) {
    throw new PrivateFolderError('foreign-owner', `${path} belongs to user ${seen.uid}, expected ${user}`);
  }
  if ((seen.mode & 0o022) !== 0) {
    const mode = (seen.mode & 0o777).toString(8).padStart(4, '0');
    throw new PrivateFolderError('writable-by-others', `${path} has mode ${mode}, expected 0700`);
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
