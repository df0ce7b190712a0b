import type { Decision } from '../../policy/evaluate.ts';

/** What the evaluation's worker is told. It knows one policy at a time, the one it was last given. */
export type WorkerAsk =
  /** `workspace` is what a repository adds to it; null for nothing. */
  | { readonly kind: 'policy'; readonly text: string; readonly workspace: string | null }
  /** An `Operation` as JSON: one of thousands of changes is written and read sooner than it is cloned. */
  | { readonly kind: 'operation'; readonly json: string };

export type WorkerAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'decision'; readonly decision: Decision };
