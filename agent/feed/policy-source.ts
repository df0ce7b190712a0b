import type { CompiledPolicy } from '../../policy/compile.ts';
import type { PolicyAlarm } from '../../protocol/control.ts';

/** Which policy something was judged under. */
export interface PolicyRef {
  readonly hash: string;
  /** What the feed numbers it; null for a policy that came from no feed. */
  readonly version: number | null;
}

export type EnforcedPolicy = CompiledPolicy &
  PolicyRef & {
    /** Aborts when another policy takes its place, for whoever waits under this one. */
    readonly replaced: AbortSignal;
  };

/** Where the enforced policy comes from. */
export interface PolicySource {
  /** The policy of this moment; throws when there is none that may be enforced. */
  current(): Promise<EnforcedPolicy>;
  /** The last policy that compiled, for telling governed hosts from others; null when none ever did. */
  lastKnown(): CompiledPolicy | null;
  readonly origin: 'file' | 'feed';
  /** What is wrong with where it comes from, though there may still be one to enforce; null when nothing is. */
  alarm(): PolicyAlarm | null;
  close(): Promise<void> | void;
}

export function policyRef({ hash, version }: PolicyRef): PolicyRef {
  return { hash, version };
}
