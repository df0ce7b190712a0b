import type { DetectorSettings } from '../masking/policy-detector.ts';
import type { PackToPass } from './passing-objects.ts';

/** What is looked for in a pack, as plain values. */
export interface PassingSearch {
  readonly terms: readonly string[];
  /** What finds secrets; null when none are looked for. */
  readonly detector: DetectorSettings | null;
}

/** What the thread that reads packs is told. It reads one at a time, with the search that it was last given. */
export type PassingAsk =
  /** A `PassingSearch` as JSON; answered by `ready`. */
  | { readonly kind: 'search'; readonly json: string }
  | { readonly kind: 'pack'; readonly pack: PackToPass }
  /** The first `length` bytes; answered, like `end`, by `read`. */
  | { readonly kind: 'piece'; readonly memory: ArrayBuffer; readonly length: number }
  | { readonly kind: 'end' };

export type PassingAnswer =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'read';
      /** A list of `PassedObject` as JSON, which is read sooner than it is cloned. */
      readonly found: string;
      /** That of the piece, to be used again; null at the end. */
      readonly memory: ArrayBuffer | null;
      /** False when no more pieces are needed. */
      readonly isReading: boolean;
    };
