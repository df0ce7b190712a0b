import { createPublicKey, verify } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import {
  type AccessRecord,
  accessHash,
  accessSignedBytes,
  type SignedAccessRecord,
  verifyAccess,
} from '../../protocol/access-record.ts';
import { canonicalJson } from '../../protocol/canonical-json.ts';
import { CHAIN_START, type ChainPosition } from '../../protocol/chain.ts';
import { ApiFault } from '../api-fault.ts';
import type { CollectorKey } from '../identity/collector-key.ts';
import { sha256 } from '../ingest/agent-key.ts';
import type { CollectorLimits } from '../limits.ts';
import { syncFolder } from '../log/replace-file.ts';
import { AccessError } from './access-error.ts';
import { type AccessFile, accessFile, accessFiles, readAccessFile, removeOldFiles } from './access-files.ts';
import { journalName } from './journal-name.ts';

export type AccessEntry = Pick<AccessRecord, 'event' | 'subject' | 'session' | 'detail'>;

export interface AccessPage {
  /** Null: from the end that `order` begins with. */
  readonly after: number | null;
  readonly order: 'oldest' | 'newest';
  readonly limit: number;
}

export interface AccessOptions {
  readonly directory: string;
  readonly key: CollectorKey;
  readonly clock: () => Date;
  readonly limits: Pick<CollectorLimits, 'maxAccessFileBytes' | 'maxAccessFiles' | 'maxAccessQueue'>;
}

/** Opens the journal and goes on with its chain. Throws AccessError `damaged` where that does not hold. */
export async function openAccessJournal(options: AccessOptions): Promise<AccessJournal> {
  const { directory, key } = options;
  const files = await accessFiles(directory);
  const last = files.at(-1) ?? accessFile(directory, 1);
  const bytes = files.length === 0 ? 0 : (await readWhole(last)).wholeBytes;
  const head = await headOf(files, key);
  const handle = await open(last.path, 'a', 0o600);
  await syncFolder(directory);
  return new AccessJournal(options, await journalName(directory), { head, bytes, handle });
}

interface Place {
  readonly head: ChainPosition;
  readonly bytes: number;
  readonly handle: FileHandle;
}

/** Owner of the collector's own record of who signed in and who read what, and of the queue before its file. */
export class AccessJournal {
  readonly #options: AccessOptions;
  #place: Place;
  #queue: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** By which the log tells it from others. */
  readonly name: string;

  constructor(options: AccessOptions, name: string, place: Place) {
    this.#options = options;
    this.name = name;
    this.#place = place;
  }

  /** The last record that is on the disk. */
  get head(): ChainPosition {
    return this.#place.head;
  }

  /** Resolves with its number once it is on the disk. Throws AccessError `not-written`, ApiFault `too-many`. */
  async note(entry: AccessEntry): Promise<number> {
    if (this.#waiting >= this.#options.limits.maxAccessQueue) {
      throw new ApiFault('too-many', 'too much waits to be written down');
    }
    this.#waiting += 1;
    const written = this.#queue.then(() => this.#write(entry));
    this.#queue = written.catch(() => undefined);
    return written.finally(() => {
      this.#waiting -= 1;
    });
  }

  async page({ after, order, limit }: AccessPage): Promise<readonly SignedAccessRecord[]> {
    await this.#queue;
    const files = await accessFiles(this.#options.directory);
    const isWanted = (seq: number): boolean =>
      after === null || (order === 'oldest' ? seq > after : seq < after);
    const found: SignedAccessRecord[] = [];
    for (const [at, file] of order === 'oldest' ? files.entries() : [...files.entries()].toReversed()) {
      const lastSeq = (files[at + 1]?.firstSeq ?? Number.POSITIVE_INFINITY) - 1;
      if (!isWanted(order === 'oldest' ? lastSeq : file.firstSeq)) continue;
      const { records } = await readAccessFile(file);
      found.push(
        ...(order === 'oldest' ? records : records.toReversed()).filter(({ record }) => isWanted(record.seq)),
      );
      if (found.length >= limit) break;
    }
    return found.slice(0, limit);
  }

  async close(): Promise<void> {
    await this.#queue;
    await this.#place.handle.close();
  }

  async #write(entry: AccessEntry): Promise<number> {
    const { key, clock, limits } = this.#options;
    try {
      if (this.#place.bytes >= limits.maxAccessFileBytes) await this.#nextFile();
      const { head, bytes, handle } = this.#place;
      const record: AccessRecord = {
        v: 1,
        seq: head.seq + 1,
        prev: head.hash,
        at: clock().toISOString(),
        ...entry,
      };
      const signature = key.sign(accessSignedBytes(record));
      const line = Buffer.from(`${canonicalJson({ record: { ...record }, signature })}\n`);
      await this.#append(handle, line);
      this.#place = {
        ...this.#place,
        head: { seq: record.seq, hash: accessHash(record, sha256) },
        bytes: bytes + line.length,
      };
      return record.seq;
    } catch (cause) {
      throw new AccessError('not-written', 'who did what could not be written down', {
        hint: 'free the disk of the collector',
        cause,
      });
    }
  }

  /** What a failed write left behind is cut before anything else is written; where that fails, nothing is. */
  async #append(handle: FileHandle, line: Buffer): Promise<void> {
    await handle.truncate(this.#place.bytes);
    await handle.appendFile(line);
    await handle.datasync();
  }

  async #nextFile(): Promise<void> {
    const { directory, limits } = this.#options;
    const { path } = accessFile(directory, this.#place.head.seq + 1);
    const handle = await open(path, 'a', 0o600);
    await syncFolder(directory);
    await this.#place.handle.close();
    this.#place = { ...this.#place, bytes: 0, handle };
    await removeOldFiles(directory, limits.maxAccessFiles);
  }
}

const HINT = 'keep the folder as evidence, move it away, and start again';

/** The last file may be empty, where a power cut came between its making and its first record. */
async function headOf(files: readonly AccessFile[], key: CollectorKey): Promise<ChainPosition> {
  for (const file of files.toReversed()) {
    const { records } = await readWhole(file);
    if (records.length === 0) continue;
    const result = verifyAccess(records, null, chainPorts(key));
    if (result.kind === 'valid' && records[0]?.record.seq === file.firstSeq) return result.head;
    const where =
      result.kind === 'broken' ? `${result.fault} at ${result.seq}` : 'its name is of another record';
    throw new AccessError('damaged', `${file.path} does not hold: ${where}`, { hint: HINT });
  }
  return CHAIN_START;
}

async function readWhole(file: AccessFile): ReturnType<typeof readAccessFile> {
  try {
    return await readAccessFile(file);
  } catch (cause) {
    throw new AccessError('damaged', `${file.path} cannot be read`, { hint: HINT, cause });
  }
}

function chainPorts({ publicKey }: CollectorKey): Parameters<typeof verifyAccess>[2] {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  return {
    sha256,
    verify: (bytes, signature) => verify(null, bytes, key, Buffer.from(signature, 'base64url')),
  };
}
