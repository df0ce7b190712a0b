import { FeedError } from './feed-error.ts';
import type { FeedSet } from './feed-folder.ts';
import type { EnforcedPolicy } from './policy-source.ts';
import { compiled } from './refresh.ts';
import {
  readRoot,
  sha256Hex,
  timestampVersionOf,
  type VouchedPolicy,
  vouchedPolicy,
} from './verified-feed.ts';

/** What is in force, as it stands on the disk. */
export interface Held {
  readonly set: string;
  readonly files: FeedSet;
  /** Null once its keys are no longer those that may sign a policy. */
  readonly policy: EnforcedPolicy | null;
  readonly timestampVersion: number;
  /** What the feed allows; null when it leaves that to the agent. */
  readonly maxStaleMs: number | null;
}

/**
 * What a set holds, by the word of its own root: expiry is not looked at, that is what `max_stale` is for. Throws
 * FeedError for a set that does not hold together, or whose policy this agent cannot enforce.
 */
export async function heldPolicy(set: string, files: FeedSet, replaced: AbortSignal): Promise<Held> {
  const vouched = vouchedUnder(files.root, files.targets);
  const timestampVersion = timestampVersionOf(files);
  if (vouched === null) return { set, files, policy: null, timestampVersion, maxStaleMs: null };
  if (sha256Hex(files.policy) !== vouched.sha256)
    throw new FeedError('damaged', 'the policy that is kept is another than the one that was vouched for');
  const policy = { ...(await compiled(files.policy)), version: vouched.version, replaced };
  return { set, files, policy, timestampVersion, maxStaleMs: vouched.maxStaleMs };
}

/** The same set under a new root, which may no longer let its keys sign policies. */
export function underRoot(held: Held, set: string, root: Uint8Array): Held {
  const files = { ...held.files, root };
  const policy = vouchedUnder(root, files.targets) === null ? null : held.policy;
  return { ...held, set, files, policy };
}

/** Null when the root is a good one, and its keys did not sign these targets. */
function vouchedUnder(root: Uint8Array, targets: Uint8Array): VouchedPolicy | null {
  readRoot(root);
  try {
    return vouchedPolicy(root, targets);
  } catch (cause) {
    if (cause instanceof FeedError && cause.code === 'signature') return null;
    throw cause;
  }
}
