import { constants } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { syncDirectory } from '../sync-directory.ts';

/** What the journal asks of an open file. Every call can fail, and a write can stop short. */
export interface OpenFile {
  write(bytes: Buffer, offset: number, length: number, position: number): Promise<{ bytesWritten: number }>;
  /** What was written before is on disk when it resolves. */
  datasync(): Promise<void>;
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  stat(): Promise<{ readonly size: number }>;
  close(): Promise<void>;
}

/** The narrow way to the disk for everything that changes it, so that every fault of it can be tried out. */
export interface FileSystem {
  /** `wx` makes the file, 0600; `r+` opens one that is there. */
  open(path: string, flags: 'wx' | 'r+'): Promise<OpenFile>;
  remove(path: string): Promise<void>;
  syncDirectory(directory: string): Promise<void>;
}

const { O_RDWR, O_WRONLY, O_CREAT, O_EXCL, O_DSYNC } = constants;
const FLAGS = { wx: O_WRONLY | O_CREAT | O_EXCL, 'r+': O_RDWR } as const;

/**
 * On Linux a write and its flush are one call (open(2), O_DSYNC), which saves whoever waits for a record one of two
 * ways to another thread and back. Elsewhere such a write may end in the cache of the disk, which a flush does not.
 */
const WRITES_THROUGH = process.platform === 'linux';

export const DISK: FileSystem = Object.freeze({
  open: async (path: string, flags: 'wx' | 'r+') =>
    WRITES_THROUGH
      ? writtenThrough(await open(path, FLAGS[flags] | O_DSYNC, 0o600))
      : open(path, flags, 0o600),
  remove: unlink,
  syncDirectory,
});

function writtenThrough(file: FileHandle): OpenFile {
  return {
    write: (bytes, offset, length, position) => file.write(bytes, offset, length, position),
    datasync: () => Promise.resolve(),
    sync: () => file.sync(),
    truncate: (length) => file.truncate(length),
    stat: () => file.stat(),
    close: () => file.close(),
  };
}

/** Writes all of `bytes` at `position`, however little the disk takes at a time. */
export async function writeWhole(file: OpenFile, bytes: Buffer, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    if (bytesWritten === 0) throw new Error(`the disk took ${done} of ${bytes.length} bytes and then none`);
    done += bytesWritten;
  }
}
