import { type FileHandle, open } from 'node:fs/promises';
import type { SignedRecord } from '../../protocol/audit-record.ts';
import { damaged, JournalError } from './journal-error.ts';
import type { SegmentExtent } from './segment-name.ts';
import { readSegmentText } from './segment-text.ts';

export interface ReadRequest {
  readonly afterSeq: number;
  readonly maxBytes: number;
}

/** Reads records back for shipping. Remembers where it stopped, since the next read begins there. */
export class RecordReader {
  readonly #maxRecordBytes: number;
  #stopped: { readonly seq: number; readonly path: string; readonly offset: number } | null = null;

  constructor(maxRecordBytes: number) {
    this.#maxRecordBytes = maxRecordBytes;
  }

  /**
   * The records after `afterSeq`, of one segment: at least one if there is one, and no more than `maxBytes`
   * besides. Reads nothing behind a segment's `size`. Throws JournalError `not-retained`.
   */
  async read(segments: readonly SegmentExtent[], request: ReadRequest): Promise<readonly SignedRecord[]> {
    const segment = segments.findLast((candidate) => candidate.firstSeq <= request.afterSeq + 1);
    if (segment === undefined) {
      const oldest = segments[0]?.firstSeq ?? 'none';
      throw new JournalError(
        'not-retained',
        `record ${request.afterSeq + 1} is no longer kept, the oldest is ${oldest}`,
      );
    }
    const file = await open(segment.path, 'r');
    try {
      const offset = await this.#offsetAfter(file, segment, request.afterSeq);
      return await this.#readFrom(file, segment, { ...request, offset });
    } finally {
      await file.close();
    }
  }

  async #offsetAfter(file: FileHandle, segment: SegmentExtent, afterSeq: number): Promise<number> {
    const stopped = this.#stopped;
    if (stopped?.seq === afterSeq && stopped.path === segment.path) return stopped.offset;
    const bytes = await readExtent(file, 0, segment.size);
    let offset = 0;
    for (let seq = segment.firstSeq; seq <= afterSeq; seq++) {
      const end = bytes.indexOf('\n', offset);
      if (end === -1) throw damaged(`${segment.path} ends before record ${afterSeq}`);
      offset = end + 1;
    }
    return offset;
  }

  async #readFrom(
    file: FileHandle,
    segment: SegmentExtent,
    request: ReadRequest & { readonly offset: number },
  ): Promise<readonly SignedRecord[]> {
    const bytes = await this.#readWindow(file, segment, request);
    const text = readSegmentText(upToLimit(bytes, request.maxBytes));
    if (text.tail.kind !== 'whole') throw damaged(`${segment.path} changed while the journal was open`);
    const last = text.records.at(-1);
    if (last !== undefined) {
      const offset = request.offset + text.size;
      this.#stopped = { seq: last.record.seq, path: segment.path, offset };
    }
    return text.records;
  }

  /** Enough for `maxBytes` and the record that crosses them; more only where an older limit let a record be longer. */
  async #readWindow(
    file: FileHandle,
    segment: SegmentExtent,
    { offset, maxBytes }: ReadRequest & { readonly offset: number },
  ): Promise<Buffer> {
    const rest = segment.size - offset;
    const bytes = await readExtent(file, offset, Math.min(rest, maxBytes + this.#maxRecordBytes));
    return bytes.includes('\n') ? bytes : readExtent(file, offset, rest);
  }
}

/** Whole lines of `maxBytes` together, and at least the first one. */
function upToLimit(bytes: Buffer, maxBytes: number): Buffer {
  if (bytes.length <= maxBytes) return bytes;
  const within = maxBytes === 0 ? -1 : bytes.lastIndexOf('\n', maxBytes - 1);
  return bytes.subarray(0, (within === -1 ? bytes.indexOf('\n') : within) + 1);
}

async function readExtent(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, offset + done);
    if (bytesRead === 0)
      throw damaged(`the segment is shorter than the ${offset + length} bytes written to it`);
    done += bytesRead;
  }
  return bytes;
}
