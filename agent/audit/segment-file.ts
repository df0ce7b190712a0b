import { dirname } from 'node:path';
import { type FileSystem, type OpenFile, writeWhole } from './file-system.ts';
import { damaged } from './journal-error.ts';
import type { SegmentExtent, SegmentPath } from './segment-name.ts';

/**
 * The segment that is written. `size` is what is known to be on disk: whatever lies behind it was acknowledged to
 * nobody and is cut before the next write.
 */
export class SegmentFile {
  readonly #at: SegmentPath;
  readonly #file: OpenFile;
  readonly #fileSystem: FileSystem;
  #size: number;

  private constructor(at: SegmentExtent, file: OpenFile, fileSystem: FileSystem) {
    this.#at = at;
    this.#file = file;
    this.#fileSystem = fileSystem;
    this.#size = at.size;
  }

  /** The name is on disk only after `settle`. */
  static async create(at: SegmentPath, fileSystem: FileSystem): Promise<SegmentFile> {
    return new SegmentFile({ ...at, size: 0 }, await fileSystem.open(at.path, 'wx'), fileSystem);
  }

  static async open(at: SegmentExtent, fileSystem: FileSystem): Promise<SegmentFile> {
    return new SegmentFile(at, await fileSystem.open(at.path, 'r+'), fileSystem);
  }

  get extent(): SegmentExtent {
    return { ...this.#at, size: this.#size };
  }

  /** On disk when it resolves; when it rejects, `settle` has to succeed before the next append. */
  async append(bytes: Buffer): Promise<void> {
    await writeWhole(this.#file, bytes, this.#size);
    await this.#file.datasync();
    this.#size += bytes.length;
  }

  /**
   * Cuts what was not acknowledged and puts the cut itself on disk, so that no later crash brings it back beside
   * the records that take its place. Says how many bytes went.
   */
  async settle(): Promise<number> {
    const { size } = await this.#file.stat();
    if (size < this.#size) throw damaged(`${this.#at.path} lost bytes that were on disk`);
    await this.#file.truncate(this.#size);
    await this.#file.sync();
    await this.#fileSystem.syncDirectory(dirname(this.#at.path));
    return size - this.#size;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
