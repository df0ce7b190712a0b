import { readFile } from 'node:fs/promises';
import { type FileSystem, type OpenFile, writeWhole } from './file-system.ts';
import { damaged } from './journal-error.ts';
import { sha256 } from './verifier.ts';

/**
 * Two slots, written in turns and in place: an acknowledgement can be kept on a disk that is full, which is when
 * it matters most, and a write that was cut leaves the other slot as it was.
 */
const SLOT_BYTES = 82;
const SLOT_STRIDE = 512;
const FILE_BYTES = SLOT_STRIDE + SLOT_BYTES;

/** The number up to which the collector has everything, on disk. Owned by one journal. */
export class AcknowledgedFile {
  readonly #file: OpenFile;
  #seq: number;
  #slot: 0 | 1;

  private constructor(file: OpenFile, start: { readonly seq: number; readonly slot: 0 | 1 }) {
    this.#file = file;
    this.#seq = start.seq;
    this.#slot = start.slot;
  }

  /** Makes the file on first use. Throws JournalError `damaged` when neither slot can be read. */
  static async open(path: string, fileSystem: FileSystem): Promise<AcknowledgedFile> {
    const bytes = await readIfThere(path);
    if (bytes !== null && bytes.length >= FILE_BYTES) {
      const start = newest(bytes, path);
      return new AcknowledgedFile(await fileSystem.open(path, 'r+'), start);
    }
    // One that was cut while it was made has never held anything.
    const file = await fileSystem.open(path, bytes === null ? 'wx' : 'r+');
    try {
      const empty = Buffer.alloc(FILE_BYTES, ' ');
      for (const slot of [0, 1]) empty.write(slotText(0), slot * SLOT_STRIDE);
      await writeWhole(file, empty, 0);
      await file.sync();
    } catch (cause) {
      await file.close();
      throw cause;
    }
    return new AcknowledgedFile(file, { seq: 0, slot: 0 });
  }

  get seq(): number {
    return this.#seq;
  }

  async save(seq: number): Promise<void> {
    const slot = this.#slot === 0 ? 1 : 0;
    await writeWhole(this.#file, Buffer.from(slotText(seq)), slot * SLOT_STRIDE);
    await this.#file.datasync();
    this.#seq = seq;
    this.#slot = slot;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

function slotText(seq: number): string {
  const digits = String(seq).padStart(16, '0');
  return `${digits} ${sha256(Buffer.from(digits))}\n`;
}

function newest(bytes: Buffer, path: string): { seq: number; slot: 0 | 1 } {
  const first = readSlot(bytes, 0);
  const second = readSlot(bytes, 1);
  if (first === null && second === null) throw damaged(`neither slot of ${path} is whole`);
  return (second ?? -1) > (first ?? -1) ? { seq: second ?? 0, slot: 1 } : { seq: first ?? 0, slot: 0 };
}

function readSlot(bytes: Buffer, slot: 0 | 1): number | null {
  const text = bytes.toString('latin1', slot * SLOT_STRIDE, slot * SLOT_STRIDE + SLOT_BYTES);
  const digits = text.slice(0, 16);
  if (!/^\d{16}$/.test(digits)) return null;
  const seq = Number(digits);
  return text === slotText(seq) ? seq : null;
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
