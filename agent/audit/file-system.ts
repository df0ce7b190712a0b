import { open, unlink } from 'node:fs/promises';
import { syncDirectory } from '../sync-directory.ts';

/** What the journal asks of an open file. Every call can fail, and a write can stop short. */
export interface OpenFile {
  write(bytes: Buffer, offset: number, length: number, position: number): Promise<{ bytesWritten: number }>;
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

export const DISK: FileSystem = Object.freeze({
  open: (path: string, flags: 'wx' | 'r+') => open(path, flags, 0o600),
  remove: unlink,
  syncDirectory,
});

/** Writes all of `bytes` at `position`, however little the disk takes at a time. */
export async function writeWhole(file: OpenFile, bytes: Buffer, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    if (bytesWritten === 0) throw new Error(`the disk took ${done} of ${bytes.length} bytes and then none`);
    done += bytesWritten;
  }
}
