import type { Opacity } from './operation.ts';

/**
 * What a push changes, line by line, as far as reviewers are shown it: bounded by the agent, printable, and with a
 * placeholder in the place of every secret that a detector finds in the whole of a file. Of the commits in the order
 * of the summary; where history is taken away, or no commit is new, the net difference comes first.
 */
export interface PushDiff {
  readonly files: readonly FileDiff[];
  /** Changed files that there are besides these. */
  readonly moreFiles: number;
  /** Commits that were not looked into. */
  readonly moreCommits: number;
}

/** One file in one commit, or in the difference between old and new. */
export interface FileDiff {
  /** An object id, or `net`. */
  readonly commit: string;
  readonly path: string;
  readonly kind: 'added' | 'modified' | 'deleted' | 'type-changed';
  readonly content: DiffContent;
}

/** `moreLines`: added and removed ones that there are besides these. */
export type DiffContent =
  | { readonly kind: 'lines'; readonly hunks: readonly DiffHunk[]; readonly moreLines: number }
  | { readonly kind: 'hidden'; readonly why: HiddenContent };

/** `long`: more than is searched for a reviewer. `unsearched`: a detector gave up, so that nothing of it is shown. */
export const HIDDEN_CONTENTS = [
  'binary',
  'lfs',
  'submodule',
  'archive',
  'large',
  'long',
  'unsearched',
] as const satisfies readonly (Opacity | 'long' | 'unsearched')[];

export type HiddenContent = (typeof HIDDEN_CONTENTS)[number];

/** Lines that follow each other, of both sides. */
export interface DiffHunk {
  /** Number of the first line on each side; 0 on the side that has none of these. */
  readonly oldStart: number;
  readonly newStart: number;
  /** Each begins with `+`, `-`, or a blank where both sides have it. */
  readonly lines: readonly string[];
}
