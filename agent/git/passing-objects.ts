import { createHash } from 'node:crypto';
import { ContentScan, type ScannedContent } from '../core/git/content-scan.ts';
import { readLineCommit } from './commit-line.ts';
import { CommitReading, type Describing, type ReadCommit } from './commit-store.ts';
import type { ObjectFormat } from './git-folder.ts';
import type { ListedCommit } from './history.ts';
import { PassingPack } from './passing-pack.ts';

/** A push of fewer commits is compared by patches, for which no content is read whole. */
export const COMMITS_READ_BY_CONTENT = 16;

export interface PassedCommit extends ReadCommit {
  /** Null where it is left to git to say what its parents are. */
  readonly listed: ListedCommit | null;
}

/** What was found out about objects, by their ids, while their pack arrived. */
export interface PassedObjects {
  readonly contents: ReadonlyMap<string, ScannedContent>;
  readonly commits: ReadonlyMap<string, PassedCommit>;
}

/**
 * Scans the contents and reads the commits that stand whole in a pack while git indexes it, when nothing else is to
 * be done. Each result is known by the id that the bytes have, so it holds wherever git then names that id, and
 * whatever the pack is: what is not known here is asked of git.
 */
export class PassingObjects implements PassedObjects {
  readonly contents = new Map<string, ScannedContent>();
  readonly commits = new Map<string, PassedCommit>();
  readonly #pack: PassingPack;
  readonly #format: ObjectFormat;
  readonly #limits: Describing['limits'];
  readonly #scan: ContentScan;
  readonly #reading: CommitReading;

  constructor(describing: Describing, format: ObjectFormat) {
    this.#format = format;
    this.#limits = describing.limits;
    this.#scan = new ContentScan(describing.search);
    this.#reading = new CommitReading(describing);
    this.#pack = new PassingPack(format, (kind, bytes) => {
      if (kind === 'commit') return this.#takeCommit(bytes);
      return kind === 'blob' ? this.#takeContent(bytes) : 'go-on';
    });
  }

  /** Throws DetectorError as the search does, and InspectionError for a commit that Git would not have written. */
  push(piece: Buffer): void {
    this.#pack.push(piece);
  }

  end(): void {
    this.#pack.end();
  }

  #takeCommit(bytes: Uint8Array): 'go-on' | 'stop' {
    if (this.commits.size >= this.#limits.maxCommits) return 'stop';
    const id = this.#idOf('commit', bytes);
    this.commits.set(id, { ...this.#reading.read(id, bytes), listed: readLineCommit(id, bytes) });
    return 'go-on';
  }

  /** Git puts commits before contents. */
  #takeContent(bytes: Uint8Array): 'go-on' | 'stop' {
    if (this.commits.size < COMMITS_READ_BY_CONTENT) return 'stop';
    if (this.contents.size >= this.#limits.maxChanges) return 'stop';
    const id = this.#idOf('blob', bytes);
    this.#scan.push(bytes);
    this.contents.set(id, this.#scan.take());
    return 'go-on';
  }

  #idOf(kind: 'blob' | 'commit', bytes: Uint8Array): string {
    return createHash(this.#format).update(`${kind} ${bytes.length}\0`).update(bytes).digest('hex');
  }
}
