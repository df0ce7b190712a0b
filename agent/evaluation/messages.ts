import type { Decision } from '../../policy/evaluate.ts';
import type { Operation } from '../../protocol/operation.ts';

/** What the evaluation's worker is told. It knows one policy at a time, the one it was last given. */
export type WorkerAsk =
  /** `workspace` is what a repository adds to it; null for nothing. */
  | { readonly kind: 'policy'; readonly text: string; readonly workspace: string | null }
  | { readonly kind: 'operation'; readonly operation: Operation };

export type WorkerAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'decision'; readonly decision: Decision };
