import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { release } from '../release.ts';
import type { GitChild, GitScope } from './git-process.ts';
import { type GitExit, gitFailed } from './git-process.ts';
import { InspectionError } from './inspection-error.ts';
import type { StoredPack } from './quarantine.ts';

export interface ReceivedPack extends StoredPack {
  readonly bytes: number;
}

export interface PackIntake {
  readonly gitDir: string;
  /** As `startIndexPack` started it. */
  readonly child: GitChild;
  /** Its chunks are used up: their memory is given back when git has them. */
  readonly pack: Readable;
  readonly maxPackBytes: number;
  /** Ends the reading of the pack itself; a failure of the inspection does not, see below. */
  readonly hardStop: AbortSignal;
  /** Told of each piece, which is used up when this resolves. */
  onPiece(piece: Buffer): Promise<void>;
  /** The pack has ended; git may still be at it. Waited for. */
  onEnd(): Promise<void>;
}

const OUTPUT = /^pack\t([0-9a-f]{40}|[0-9a-f]{64})\n$/;
const MAX_OUTPUT_BYTES = 1024 * 1024;

/** The process that reads a pack; it may be started before there is one. */
export function startIndexPack(scope: GitScope, gitDir: string, maxPackBytes: number): GitChild {
  const args = ['index-pack', '--stdin', `--max-input-size=${maxPackBytes}`];
  // The quarantine does not outlive a crash, so nothing in it has to be on the disk.
  return scope.start({ gitDir, args, config: [['core.fsync', 'none']] });
}

/**
 * Pipes the pack into `git index-pack` while it arrives, which checks every object against its id. Objects are
 * not checked for form (`--fsck-objects` makes it half as slow again): the comparison of trees reports each entry
 * that is not in the old tree with the same name, mode and id, however a tree is ordered. The pack is read to its
 * end, also after a failure: a client that is answered before it has sent all says only "connection reset". Beyond
 * the limit it is not: what is unpacked here may be a thousand times of what is sent, so the rest is left to whoever
 * answers, to be read as it comes.
 */
export async function indexPack(scope: GitScope, intake: PackIntake): Promise<ReceivedPack> {
  const { child } = intake;
  const output = outputOf(child);
  const bytes = await feed(scope, child, intake);
  const exit = await child.exited;
  scope.signal.throwIfAborted();
  if (exit.code !== 0) throw packError(exit);
  return locate(intake.gitDir, await output, bytes);
}

/** Number of bytes once the pack has ended. Throws at once when it is stopped, though a silent client sends no end. */
async function feed(scope: GitScope, child: GitChild, intake: PackIntake): Promise<number> {
  const { hardStop } = intake;
  hardStop.throwIfAborted();
  return await new Promise((resolve, reject) => {
    const stop = () => reject(hardStop.reason);
    hardStop.addEventListener('abort', stop, { once: true });
    const pumped = pump(scope, child, intake).then(resolve, reject);
    void pumped.finally(() => hardStop.removeEventListener('abort', stop));
  });
}

async function pump(scope: GitScope, child: GitChild, intake: PackIntake): Promise<number> {
  let bytes = 0;
  const feed = new Feed(child);
  for await (const chunk of chunksOf(intake.pack)) {
    if (intake.hardStop.aborted) break;
    bytes += chunk.length;
    if (bytes > intake.maxPackBytes) {
      scope.fail(new InspectionError('pack-too-large', `pack has more than ${intake.maxPackBytes} bytes`));
      intake.pack.destroy();
      break;
    }
    await intake.onPiece(chunk);
    await feed.write(chunk);
  }
  await feed.end();
  await intake.onEnd();
  return bytes;
}

async function* chunksOf(pack: Readable): AsyncGenerator<Buffer> {
  try {
    yield* pack.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch (cause) {
    throw new InspectionError('aborted', 'the pack ended before it was whole', { cause });
  }
}

/** So much is written at a time: a client sends a tenth of it, and each write wakes git up. */
const FEED_BYTES = 128 * 1024;

/**
 * Writes to the process for as long as there is one. What comes next is read while the process takes the last
 * `FEED_BYTES`; no more than twice as many and two chunks are held.
 */
class Feed {
  readonly #stdin: Writable;
  #isOpen = true;
  #held: Buffer[] = [];
  #bytes = 0;
  #flushing: Promise<void> = Promise.resolve();

  constructor({ stdin, exited }: GitChild) {
    this.#stdin = stdin;
    void exited.then(() => {
      this.#isOpen = false;
      stdin.destroy();
    });
  }

  async write(chunk: Buffer): Promise<void> {
    this.#held.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes < FEED_BYTES) return;
    await this.#flushing;
    this.#flushing = this.#flush();
  }

  async end(): Promise<void> {
    await this.#flushing;
    await this.#flush();
    if (this.#isOpen) this.#stdin.end();
  }

  /** Waits until the process has taken it or is gone. */
  async #flush(): Promise<void> {
    const chunks = this.#held;
    this.#held = [];
    this.#bytes = 0;
    if (!this.#isOpen || chunks.length === 0) return;
    this.#stdin.cork();
    const written = chunks.map((chunk) => this.#written(chunk));
    this.#stdin.uncork();
    await Promise.all(written);
  }

  #written(chunk: Buffer): Promise<void> {
    return new Promise((resolve) => {
      this.#stdin.write(chunk, () => {
        release(chunk);
        resolve();
      });
    });
  }
}

async function outputOf(child: GitChild): Promise<string> {
  let text = '';
  child.stdout.setEncoding('latin1').on('data', (piece: string) => {
    if (text.length < MAX_OUTPUT_BYTES) text += piece;
  });
  await child.exited;
  return text;
}

/** Bytes behind the pack's checksum are not in the file: they would be forwarded without having been read. */
async function locate(gitDir: string, output: string, bytes: number): Promise<ReceivedPack> {
  const hash = OUTPUT.exec(output)?.[1];
  if (hash === undefined) throw new InspectionError('malformed-pack', 'bytes follow the end of the pack');
  const base = join(gitDir, 'objects', 'pack', `pack-${hash}`);
  const { size } = await stat(`${base}.pack`);
  if (size !== bytes) {
    throw new InspectionError('malformed-pack', `pack ends after ${size} of ${bytes} bytes received`);
  }
  return { base, hash, bytes };
}

function packError(exit: GitExit): InspectionError {
  const { stderr } = exit;
  if (/exceeds maximum allowed size/.test(stderr))
    return new InspectionError('pack-too-large', 'pack exceeds the limit');
  if (/unresolved deltas?/.test(stderr)) {
    const hint = 'push again with: git push --no-thin';
    return new InspectionError('thin-pack', 'pack refers to objects it does not hold', { hint });
  }
  if (exit.code === 128 && !/write error|No space left|unable to (?:create|write)|over limit/.test(stderr)) {
    return new InspectionError('malformed-pack', gitFailed('index-pack', exit).message);
  }
  return gitFailed('index-pack', exit);
}
