import { createHash } from 'node:crypto';
import { ContentScan } from '../core/git/content-scan.ts';
import { readLineCommit } from './commit-line.ts';
import { CommitReading, type Describing } from './commit-store.ts';
import type { ObjectFormat } from './git-folder.ts';
import type { GitLimits } from './limits.ts';
import type { PassedObject } from './passed.ts';
import { PassingPack } from './passing-pack.ts';

/** A push of fewer commits is compared by patches, for which no content is read whole. */
export const COMMITS_READ_BY_CONTENT = 16;

/** What contents and commits are searched with. */
export type Searching = Pick<Describing, 'search' | 'written'>;

/** How many objects were found in a pack. */
export interface PassedCounts {
  readonly commits: number;
  readonly contents: number;
}

export interface PackToPass {
  readonly format: ObjectFormat;
  /** What was found in the pack by whoever left this the `rest` of it. */
  readonly before: PassedCounts;
  readonly limits: GitLimits;
}

/**
 * Scans the contents and reads the commits that stand whole in a pack while git indexes it, when nothing else is to
 * be done. Each result is known by the id that the bytes have, so it holds wherever git then names that id, and
 * whatever the pack is: what is not found here is asked of git.
 */
export class PassingObjects {
  readonly #pack: PassingPack;
  readonly #format: ObjectFormat;
  readonly #limits: GitLimits;
  readonly #scan: ContentScan;
  readonly #reading: CommitReading;
  readonly #found: (object: PassedObject) => void;
  #commits: number;
  #contents: number;

  constructor(
    { search, written }: Searching,
    { format, before, limits }: PackToPass,
    found: (object: PassedObject) => void,
  ) {
    this.#format = format;
    this.#limits = limits;
    this.#scan = new ContentScan(search);
    this.#reading = new CommitReading({ search, written, limits });
    this.#found = found;
    this.#commits = before.commits;
    this.#contents = before.contents;
    this.#pack = new PassingPack(format, (kind, bytes) => {
      if (kind === 'commit') return this.#takeCommit(bytes);
      return kind === 'blob' ? this.#takeContent(bytes) : 'go-on';
    });
  }

  get counts(): PassedCounts {
    return { commits: this.#commits, contents: this.#contents };
  }

  /** As `PassingPack` says; so does `rest`. */
  get isReading(): boolean {
    return this.#pack.isReading;
  }

  /** Throws DetectorError as the search does, and InspectionError for a commit that Git would not have written. */
  push(piece: Buffer): void {
    this.#pack.push(piece);
  }

  end(): void {
    this.#pack.end();
  }

  rest(): Buffer {
    return this.#pack.rest();
  }

  #takeCommit(bytes: Uint8Array): 'go-on' | 'stop' {
    if (this.#commits >= this.#limits.maxCommits) return 'stop';
    const id = this.#idOf('commit', bytes);
    const commit = { ...this.#reading.read(id, bytes), listed: readLineCommit(id, bytes) };
    this.#commits += 1;
    this.#found({ kind: 'commit', id, commit });
    return 'go-on';
  }

  /** Git puts commits before contents. */
  #takeContent(bytes: Uint8Array): 'go-on' | 'stop' {
    if (this.#commits < COMMITS_READ_BY_CONTENT) return 'stop';
    if (this.#contents >= this.#limits.maxChanges) return 'stop';
    const id = this.#idOf('blob', bytes);
    this.#scan.push(bytes);
    this.#contents += 1;
    this.#found({ kind: 'content', id, content: this.#scan.take() });
    return 'go-on';
  }

  #idOf(kind: 'blob' | 'commit', bytes: Uint8Array): string {
    return createHash(this.#format).update(`${kind} ${bytes.length}\0`).update(bytes).digest('hex');
  }
}
