import { randomBytes } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { type FileHandle, link, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncDirectory } from './sync-directory.ts';

/** Why a file may not be taken for one that only its owner could read and write. */
export type PrivateFileFault = 'not-a-file' | 'foreign-owner' | 'too-permissive';

export interface PrivateFileOptions {
  /** What is longer is cut off there: no file of ours is. */
  readonly maxBytes: number;
  /** Makes the error of whoever asks, who knows what a person can do about it. */
  readonly refuse: (fault: PrivateFileFault, message: string) => Error;
}

/** The content of a file of mode 0600 or tighter, null when there is none. Throws what `refuse` makes. */
export async function readPrivateFile(
  path: string,
  { maxBytes, refuse }: PrivateFileOptions,
): Promise<Buffer | null> {
  const file = await openExisting(path, refuse);
  if (file === null) return null;
  try {
    // The opened file is looked at, not the path, so that nobody can exchange one for the other in between.
    const fault = faultOf(await file.stat(), path);
    if (fault !== null) throw refuse(...fault);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(maxBytes), 0, maxBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/**
 * Makes a file of mode 0600, and its folder of mode 0700. The file is complete and on disk before it has its name,
 * and `link` gives a name only once: of two that do this together, one is told that it `exists`, and a crash leaves
 * no half of one.
 */
export async function createPrivateFile(path: string, text: string): Promise<'created' | 'exists'> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(8).toString('hex')}`;
  try {
    await writeDurably(draft, text);
    await link(draft, path);
    await syncDirectory(dirname(path));
    return 'created';
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return 'exists';
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Puts a file of mode 0600 in the place of whatever was there: whole, or not at all. */
export async function replacePrivateFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(8).toString('hex')}`;
  try {
    await writeDurably(draft, text);
    await rename(draft, path);
    await syncDirectory(dirname(path));
  } finally {
    await rm(draft, { force: true });
  }
}

async function openExisting(path: string, refuse: PrivateFileOptions['refuse']): Promise<FileHandle | null> {
  try {
    // Without O_NONBLOCK a pipe in the file's place would keep us waiting for ever.
    return await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    switch (codeOf(error)) {
      case 'ENOENT':
        return null;
      case 'ELOOP':
        throw refuse('not-a-file', `${path} is not a regular file`);
      case 'EACCES':
        throw refuse('foreign-owner', `${path} cannot be read by this user`);
      default:
        throw error;
    }
  }
}

function faultOf(seen: Stats, path: string): [PrivateFileFault, string] | null {
  if (!seen.isFile()) return ['not-a-file', `${path} is not a regular file`];
  // Windows has no such modes; there the folder's access list decides.
  const user = process.getuid?.();
  if (user === undefined) return null;
  if (seen.uid !== user) return ['foreign-owner', `${path} belongs to user ${seen.uid}, expected ${user}`];
  if ((seen.mode & 0o077) === 0) return null;
  const mode = (seen.mode & 0o777).toString(8).padStart(4, '0');
  return ['too-permissive', `${path} has mode ${mode}, expected 0600`];
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
