import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** What waits on the disk until it was judged. Nobody finds it by a name, and it is gone with the process. */
export interface SpooledFile {
  write(piece: Uint8Array): Promise<void>;
  /** From its beginning, once it is whole. */
  read(): Readable;
  close(): Promise<void>;
}

export type SpoolErrorCode = 'full' | 'failed';

/** There is no room for what was to be kept, or the disk did not take it. */
export class SpoolError extends Error {
  readonly code: SpoolErrorCode;

  constructor(code: SpoolErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.name = 'SpoolError';
    this.code = code;
  }
}

/** Owner of a folder, and of how much lies in it. */
export class Spool {
  readonly #folder: string;
  readonly #maxBytes: number;
  #reserved = 0;

  private constructor(folder: string, maxBytes: number) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
  }

  /** Removes what an earlier process left in the folder. */
  static async open(folder: string, maxBytes: number): Promise<Spool> {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return new Spool(folder, maxBytes);
  }

  /** Makes room for so many bytes until the file is closed. Throws SpoolError, and so does what is written. */
  async create(bytes: number): Promise<SpooledFile> {
    if (this.#reserved + bytes > this.#maxBytes)
      throw new SpoolError('full', `there is no room for ${bytes} bytes more`);
    this.#reserved += bytes;
    try {
      return spooled(await this.#unnamed(), () => {
        this.#reserved -= bytes;
      });
    } catch (cause) {
      this.#reserved -= bytes;
      throw new SpoolError('failed', 'no file could be made', { cause });
    }
  }

  async #unnamed(): Promise<FileHandle> {
    const path = join(this.#folder, randomUUID());
    const handle = await open(path, 'wx+', 0o600);
    try {
      await rm(path);
      return handle;
    } catch (cause) {
      await handle.close();
      throw cause;
    }
  }
}

function spooled(handle: FileHandle, free: () => void): SpooledFile {
  let isOpen = true;
  return {
    async write(piece) {
      try {
        await handle.writeFile(piece);
      } catch (cause) {
        throw new SpoolError('failed', 'the disk did not take it', { cause });
      }
    },
    read: () => handle.createReadStream({ start: 0, autoClose: false }),
    async close() {
      if (!isOpen) return;
      isOpen = false;
      free();
      await handle.close();
    },
  };
}
