import type { AgentStatus } from '../../protocol/control.ts';

/** How this window stands to the agent. */
export type LinkState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'connected'; readonly status: AgentStatus }
  /** `retryMs`: until the next attempt; null when nothing is tried until a person does something. */
  | { readonly kind: 'down'; readonly reason: string; readonly retryMs: number | null };
