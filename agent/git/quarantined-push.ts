import type { InspectedUpdate, RefUpdate } from '../../protocol/operation.ts';
import type { Caches } from './caches.ts';
import { type GitScope, gitFailed } from './git-process.ts';
import type { ReceivedPack } from './index-pack.ts';
import type { Inspection } from './inspection.ts';
import { type PackBody, packBody, type Quarantine, rebuildPack } from './quarantine.ts';
import type { RepositoryCache } from './repository-cache.ts';

/** A push that was inspected wholly and has not left. Disposing of it removes it. */
export interface QuarantinedPush extends AsyncDisposable {
  readonly packBytes: number;
  /** One an update, in the order of the push. */
  readonly inspected: readonly InspectedUpdate[];
  /**
   * The pack for some of the updates: as it came when that is all, else built anew so that objects of refused
   * updates do not leave. Null when nothing but deletions is left.
   */
  packFor(updates: readonly RefUpdate[]): Promise<PackBody | null>;
  /** To be called after the upstream took the last pack given: the next push then builds on it unread. */
  accept(): Promise<void>;
}

interface Inside {
  readonly scope: GitScope;
  readonly cache: RepositoryCache;
  readonly caches: Caches;
  readonly quarantine: Quarantine;
  readonly pack: ReceivedPack | null;
  readonly inspection: Inspection;
  readonly dispose: () => Promise<void>;
}

export function inspectedPush(inside: Inside): QuarantinedPush {
  return new Quarantined(inside);
}

class Quarantined implements QuarantinedPush {
  readonly #inside: Inside;
  #given: 'nothing' | 'received' | { readonly rebuilt: string } = 'nothing';

  constructor(inside: Inside) {
    this.#inside = inside;
  }

  get packBytes(): number {
    return this.#inside.pack?.bytes ?? 0;
  }

  get inspected(): readonly InspectedUpdate[] {
    return this.#inside.inspection.updates;
  }

  async packFor(updates: readonly RefUpdate[]): Promise<PackBody | null> {
    const { scope, quarantine, pack, inspection } = this.#inside;
    const refs = new Set(updates.map((update) => update.ref));
    const wanted = inspection.ranges.filter((range) => refs.has(range.tip.update.ref));
    this.#given = 'nothing';
    if (wanted.length === 0 || pack === null) return null;
    if (wanted.length === inspection.ranges.length) {
      this.#given = 'received';
      return packBody(`${pack.base}.pack`);
    }
    const bases = inspection.ranges.flatMap((range) => (range.tip.base === null ? [] : [range.tip.base]));
    const rebuilt = await rebuildPack(scope, quarantine, {
      tips: wanted.map((range) => range.tip.update.newId),
      bases,
    });
    this.#given = { rebuilt };
    return packBody(rebuilt);
  }

  async accept(): Promise<void> {
    const { scope, cache, caches, pack } = this.#inside;
    if (this.#given === 'nothing' || pack === null) return;
    if (this.#given === 'received') await cache.adopt(pack.base, pack.hash);
    else await this.#adoptRebuilt(this.#given.rebuilt);
    this.#given = 'nothing';
    await cache.compact(scope);
    await caches.prune();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#inside.dispose();
  }

  async #adoptRebuilt(path: string): Promise<void> {
    const { scope, cache, quarantine } = this.#inside;
    const command = { gitDir: quarantine.gitDir, args: ['index-pack', path] };
    const { exit, output } = await scope.run(command, { maxBytes: 200 });
    const hash = output.trim();
    if (exit.code !== 0 || !/^[0-9a-f]{40,64}$/.test(hash)) throw gitFailed('index-pack', exit);
    await cache.adopt(path.slice(0, -'.pack'.length), hash);
  }
}
