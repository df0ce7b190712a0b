import type { InspectedUpdate, RefUpdate } from '../../protocol/operation.ts';
import type { PushDiff } from '../../protocol/push-diff.ts';
import type { Caches } from './caches.ts';
import type { ReceivedPack } from './index-pack.ts';
import type { Inspection } from './inspection.ts';
import { type DiffRequest, diffOf } from './push-diff.ts';
import {
  holdsMore,
  type PackBody,
  type PackRange,
  packBody,
  rebuildPack,
  type StoredPack,
} from './quarantine.ts';
import type { TipRange } from './range.ts';
import type { Room } from './room.ts';

/** A push that was inspected wholly and has not left. Disposing of it removes it. */
export interface QuarantinedPush extends AsyncDisposable {
  readonly packBytes: number;
  /** One an update, in the order of the push. */
  readonly inspected: readonly InspectedUpdate[];
  /**
   * The pack for some of the updates: as it came when that is all there is in it, else built anew, so that no object
   * leaves that is of refused updates or of none. Null when nothing but deletions is left.
   */
  packFor(updates: readonly RefUpdate[]): Promise<PackBody | null>;
  /** The lines that this update changes, for reviewers; none for a deletion. */
  diff(update: RefUpdate, request: DiffRequest): Promise<PushDiff>;
  /** To be called after the upstream took the last pack given: the next push then builds on it unread. */
  accept(): Promise<void>;
}

export interface Inside {
  readonly room: Room;
  readonly caches: Caches;
  readonly pack: ReceivedPack | null;
  /** As `holdsMoreThan` says. */
  readonly holdsMore: Promise<boolean>;
  readonly inspection: Inspection;
}

/**
 * Whether the pack holds objects that none of the ranges reaches. What is missing to say so at first is looked for again
 * once `brought`: by then the inspection has fetched what it needed. Whoever wants the pack meets what went wrong.
 */
export function holdsMoreThan(
  ranges: readonly TipRange[],
  { room, pack, brought }: Pick<Inside, 'room' | 'pack'> & { readonly brought: Promise<unknown> },
): Promise<boolean> {
  if (pack === null) return Promise.resolve(false);
  const count = () => holdsMore(room.scope, room.quarantine, { pack, range: packRange(ranges, ranges) });
  const found = count().catch(async () => {
    await brought;
    return count();
  });
  found.catch(() => undefined);
  return found;
}

export function inspectedPush(inside: Inside): QuarantinedPush {
  return new Quarantined(inside);
}

class Quarantined implements QuarantinedPush {
  readonly #inside: Inside;
  #given: StoredPack | null = null;

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
    const { pack, holdsMore, inspection } = this.#inside;
    const refs = new Set(updates.map((update) => update.ref));
    const wanted = inspection.ranges.filter((range) => refs.has(range.tip.update.ref));
    this.#given = null;
    if (wanted.length === 0 || pack === null) return null;
    const isWhole = wanted.length === inspection.ranges.length && !(await holdsMore);
    this.#given = isWhole ? pack : await this.#rebuilt(wanted);
    return packBody(`${this.#given.base}.pack`);
  }

  async diff({ ref }: RefUpdate, request: DiffRequest): Promise<PushDiff> {
    const { room, inspection } = this.#inside;
    const range = inspection.ranges.find(({ tip }) => tip.update.ref === ref);
    if (range === undefined) return { files: [], moreFiles: 0, moreCommits: 0 };
    const changes = inspection.updates.find((update) => update.ref === ref)?.changes ?? [];
    return diffOf({ scope: room.scope, gitDir: room.quarantine.gitDir, range, changes }, request);
  }

  async accept(): Promise<void> {
    const { room, caches } = this.#inside;
    if (this.#given === null) return;
    await room.cache.adopt(this.#given.base, this.#given.hash);
    this.#given = null;
    await room.cache.compact(room.scope);
    await caches.prune();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#inside.room.leave();
  }

  #rebuilt(wanted: readonly TipRange[]): Promise<StoredPack> {
    const { room, inspection } = this.#inside;
    return rebuildPack(room.scope, room.quarantine, packRange(wanted, inspection.ranges));
  }
}

/** Of the wanted ones among all ranges of a push: what any of them is built on the upstream has. */
function packRange(wanted: readonly TipRange[], all: readonly TipRange[]): PackRange {
  return {
    tips: wanted.map((range) => range.tip.update.newId),
    bases: all.flatMap((range) => (range.tip.base === null ? [] : [range.tip.base])),
  };
}
