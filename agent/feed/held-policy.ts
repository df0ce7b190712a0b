import { FeedError } from './feed-error.ts';
import type { FeedSet } from './feed-folder.ts';
import type { EnforcedPolicy } from './policy-source.ts';
import { compiled } from './refresh.ts';
import { sha256Hex, timestampVersionOf, vouchedPolicy } from './verified-feed.ts';

/** What is in force, as it stands on the disk. */
export interface Held {
  readonly set: string;
  readonly files: FeedSet;
  /** Null once its keys are no longer those that may sign a policy. */
  readonly policy: EnforcedPolicy | null;
  readonly rootVersion: number;
  readonly timestampVersion: number;
  /** What the feed allows; null when it leaves that to the agent. */
  readonly maxStaleMs: number | null;
}

/**
 * The policy of a set, by the word of the set's own root: expiry is not looked at, that is what `max_stale` is for.
 * Throws FeedError `damaged` for a set that does not hold, or `policy` for one that this agent cannot enforce.
 */
export function heldPolicy(set: string, files: FeedSet): Held {
  const { rootVersion, version, sha256, maxStaleMs } = vouchedPolicy(files.root, files.targets);
  if (sha256Hex(files.policy) !== sha256)
    throw new FeedError('damaged', 'the policy that is kept is another than the one that was vouched for');
  const policy = { ...compiled(files.policy), version };
  return { set, files, policy, rootVersion, timestampVersion: timestampVersionOf(files), maxStaleMs };
}

/** The same set under a new root, which may no longer let its keys sign policies. */
export function underRoot(held: Held, set: string, root: Uint8Array): Held {
  const files = { ...held.files, root };
  try {
    const { rootVersion } = vouchedPolicy(files.root, files.targets);
    return { ...held, set, files, rootVersion };
  } catch (cause) {
    if (!(cause instanceof FeedError)) throw cause;
    return { ...held, set, files, policy: null };
  }
}
