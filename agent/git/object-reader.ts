import { release } from '../release.ts';
import type { GitChild, GitScope } from './git-process.ts';
import { gitFailed } from './git-process.ts';
import { InspectionError } from './inspection-error.ts';

export interface FoundObject {
  readonly id: string;
  readonly type: string;
  readonly size: number;
}

/** Gets the pieces of one object's content as they come, each to be read at once: its memory is reused. */
export type ContentSink = (piece: Uint8Array) => void;

interface Request {
  readonly kind: 'info' | 'contents';
  readonly count: number;
  /** Told of each answer in order; for contents says who gets it. */
  answer(index: number, found: FoundObject | null): ContentSink | null;
  settle(error: unknown): void;
  done: number;
}

const LF = 0x0a;
const MAX_HEADER_BYTES = 200;
const ANSWER = /^([0-9a-f]{40,64}) (commit|tree|blob|tag) ([0-9]{1,15})$/;

/**
 * One `git cat-file --batch-command --buffer` (git-cat-file, "BATCH OUTPUT"), which answers in the order of the
 * questions. Contents are framed by their size and passed on in pieces, so an object of any size takes no memory.
 */
export class ObjectReader {
  readonly #scope: GitScope;
  readonly #child: GitChild;
  readonly #requests: Request[] = [];
  #header = '';
  #sink: ContentSink | null = null;
  /** Content bytes still to come, and the line feed behind them. */
  #remaining = 0;

  constructor(scope: GitScope, gitDir: string) {
    this.#scope = scope;
    this.#child = scope.start({ gitDir, args: ['cat-file', '--batch-command', '--buffer'] });
    this.#child.stdout.on('data', (chunk: Buffer) => this.#guarded(chunk));
    void this.#child.exited.then((exit) =>
      this.#failAll(scope.signal.aborted ? scope.signal.reason : gitFailed('cat-file', exit)),
    );
  }

  /** Type and size of each object, null for one that is not there. `name` may be `<id>^{tree}`. */
  async info(names: readonly string[]): Promise<readonly (FoundObject | null)[]> {
    const answers: (FoundObject | null)[] = [];
    await this.#ask('info', names, (_index, found) => {
      answers.push(found);
      return null;
    });
    return answers;
  }

  /** Streams the objects; `open` says where the content of the one at `index` goes. */
  contents(
    ids: readonly string[],
    open: (index: number, found: FoundObject | null) => ContentSink | null,
  ): Promise<void> {
    return this.#ask('contents', ids, open);
  }

  /** Lets the process end once it has answered. */
  close(): void {
    this.#child.stdin.end();
  }

  #ask(kind: Request['kind'], names: readonly string[], answer: Request['answer']): Promise<void> {
    if (names.length === 0) return Promise.resolve();
    this.#scope.signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const settle = (error: unknown) => (error === null ? resolve() : reject(error));
      this.#requests.push({ kind, count: names.length, answer, settle, done: 0 });
      this.#child.stdin.write(`${names.map((name) => `${kind} ${name}\n`).join('')}flush\n`);
    });
  }

  #guarded(chunk: Buffer): void {
    try {
      this.#read(chunk);
      release(chunk);
    } catch (error) {
      this.#failAll(error);
      this.#child.stop();
    }
  }

  #read(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length)
      at = this.#remaining > 0 ? this.#content(chunk, at) : this.#headerLine(chunk, at);
  }

  #content(chunk: Buffer, at: number): number {
    const end = Math.min(chunk.length, at + this.#remaining);
    this.#remaining -= end - at;
    const contentEnd = this.#remaining === 0 ? end - 1 : end;
    if (contentEnd > at) this.#sink?.(chunk.subarray(at, contentEnd));
    if (this.#remaining === 0) this.#answered();
    return end;
  }

  #headerLine(chunk: Buffer, at: number): number {
    const found = chunk.indexOf(LF, at);
    const end = found < 0 ? chunk.length : found;
    this.#header += chunk.toString('latin1', at, end);
    if (this.#header.length > MAX_HEADER_BYTES) throw unexpected(this.#header);
    if (found < 0) return end;
    const header = this.#header;
    this.#header = '';
    this.#startAnswer(header);
    return end + 1;
  }

  #startAnswer(header: string): void {
    const request = this.#requests[0];
    if (request === undefined) throw unexpected(header);
    const found = parseAnswer(header);
    this.#sink = request.answer(request.done, found);
    if (request.kind === 'contents' && found !== null) this.#remaining = found.size + 1;
    else this.#answered();
  }

  #answered(): void {
    const request = this.#requests[0];
    if (request === undefined || ++request.done < request.count) return;
    this.#requests.shift();
    request.settle(null);
  }

  #failAll(error: unknown): void {
    for (const request of this.#requests.splice(0)) request.settle(error);
  }
}

function parseAnswer(header: string): FoundObject | null {
  const [, id, type, size] = ANSWER.exec(header) ?? [];
  if (id !== undefined && type !== undefined) return { id, type, size: Number(size) };
  if (header.endsWith(' missing')) return null;
  throw unexpected(header);
}

function unexpected(header: string): InspectionError {
  return new InspectionError(
    'git-failed',
    `cat-file answered ${JSON.stringify(header.slice(0, 80))}, expected an object`,
  );
}
