import type { ScannedContent } from '../core/git/content-scan.ts';
import type { ReadCommit } from './commit-store.ts';
import type { ListedCommit } from './history.ts';

export interface PassedCommit extends ReadCommit {
  /** Null where it is left to git to say what its parents are. */
  readonly listed: ListedCommit | null;
}

/** An object that stood whole in a pack, by the id that its bytes have. Plain values: it may be told as JSON. */
export type PassedObject =
  | { readonly kind: 'commit'; readonly id: string; readonly commit: PassedCommit }
  | { readonly kind: 'content'; readonly id: string; readonly content: ScannedContent };

/** What was found out about objects, by their ids, while their pack arrived. */
export interface PassedObjects {
  readonly contents: ReadonlyMap<string, ScannedContent>;
  readonly commits: ReadonlyMap<string, PassedCommit>;
}

/** Those of one push. */
export class Passed implements PassedObjects {
  readonly contents = new Map<string, ScannedContent>();
  readonly commits = new Map<string, PassedCommit>();

  add(object: PassedObject): void {
    switch (object.kind) {
      case 'commit':
        this.commits.set(object.id, object.commit);
        break;
      case 'content':
        this.contents.set(object.id, object.content);
        break;
    }
  }
}
