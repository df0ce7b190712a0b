import { createHash } from 'node:crypto';
import { ContentScan, type ScannedContent } from '../core/git/content-scan.ts';
import type { ContentSearch } from '../core/git/secret-scan.ts';
import type { ObjectFormat } from './git-folder.ts';
import { PassingPack } from './passing-pack.ts';

/** A push of fewer commits is compared by patches, for which no content is read whole. */
export const COMMITS_READ_BY_CONTENT = 16;

/**
 * Scans the contents that stand whole in a pack while git indexes it, when nothing else is to be done. Each result is
 * known by the id that the scanned bytes have, so it holds wherever git then names that id, and whatever the pack is:
 * what is not known here is asked of git.
 */
export class PassingContents {
  readonly #pack: PassingPack;
  readonly #format: ObjectFormat;
  readonly #scan: ContentScan;
  readonly #maxContents: number;
  readonly #known = new Map<string, ScannedContent>();
  #commits = 0;

  constructor(search: ContentSearch, { format, maxContents }: { format: ObjectFormat; maxContents: number }) {
    this.#format = format;
    this.#scan = new ContentScan(search);
    this.#maxContents = maxContents;
    this.#pack = new PassingPack(format, (kind, bytes) => {
      if (kind === 'commit') this.#commits += 1;
      return kind === 'blob' ? this.#take(bytes) : 'go-on';
    });
  }

  /** By id. */
  get known(): ReadonlyMap<string, ScannedContent> {
    return this.#known;
  }

  /** Throws DetectorError as the search does. */
  push(piece: Buffer): void {
    this.#pack.push(piece);
  }

  end(): void {
    this.#pack.end();
  }

  /** Git puts commits before contents. */
  #take(bytes: Uint8Array): 'go-on' | 'stop' {
    if (this.#commits < COMMITS_READ_BY_CONTENT || this.#known.size >= this.#maxContents) return 'stop';
    const id = createHash(this.#format).update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
    this.#scan.push(bytes);
    this.#known.set(id, this.#scan.take());
    return 'go-on';
  }
}
