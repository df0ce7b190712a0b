import { Updater } from 'tuf-js';
import type { CompiledPolicy } from '../../policy/compile.ts';
import { compileBesideWork } from './enforceable-policy.ts';
import { FeedError } from './feed-error.ts';
import type { FeedFolder, FeedSet } from './feed-folder.ts';
import { FEED_ROLES, POLICY_TARGET } from './feed-format.ts';
import type { FeedFetcher } from './fetcher.ts';
import type { FeedLimits } from './limits.ts';
import { updaterFault } from './updater-fault.ts';
import { readRoot, sha256Hex, type VerifiedFeed, verifyFeed } from './verified-feed.ts';

export interface RefreshParts {
  readonly folder: FeedFolder;
  /** Of the feed's folder, with a slash at the end. */
  readonly url: string;
  /** The newest root that is believed. */
  readonly root: Uint8Array;
  readonly fetcher: FeedFetcher;
  readonly limits: FeedLimits;
  readonly now: () => Date;
  /** What is enforced, by its number; null while nothing is. */
  readonly enforced: { readonly hash: string; readonly version: number | null } | null;
}

/** How a refresh ended. Drafts are left to `FeedFolder.prune`. */
export type Refreshed =
  | { readonly kind: 'same'; readonly verified: VerifiedFeed }
  | {
      readonly kind: 'new';
      readonly set: string;
      readonly files: FeedSet;
      readonly verified: VerifiedFeed;
      readonly policy: CompiledPolicy;
    }
  /** `root` is one that the chain of roots vouches for, though nothing else of the feed is believed; else null. */
  | { readonly kind: 'refused'; readonly fault: FeedError; readonly root: Uint8Array | null };

/**
 * Asks the feed, in a copy of `held` (of a root alone, when nothing is held): what is in force is not
 * touched, and what comes back as `new` is verified and compiles.
 */
export async function refresh(parts: RefreshParts, held: FeedSet | null): Promise<Refreshed> {
  const { folder, root: known } = parts;
  const set = await folder.draft(held === null ? { 'root.json': known } : draftOf(held));
  try {
    return await refreshIn(set, held, parts);
  } catch (cause) {
    if (!(cause instanceof FeedError)) throw cause;
    const root = await folder.part(set, 'root.json');
    const isNews = root !== null && !root.equals(known) && isReadableRoot(root);
    return { kind: 'refused', fault: cause, root: isNews ? root : null };
  }
}

async function refreshIn(set: string, held: FeedSet | null, parts: RefreshParts): Promise<Refreshed> {
  const { folder } = parts;
  await update(folder.pathOf(set), parts);
  const metadata = await folder.metadata(set);
  const verified = verifyFeed(metadata, parts.now());
  if (held !== null && FEED_ROLES.every((role) => sameBytes(held[role], metadata[role])))
    return { kind: 'same', verified };
  const bytes = await policyBytes(verified, held, parts);
  const policy = await compiled(bytes);
  refuseSecondOfNumber(policy, verified, parts);
  await folder.write(set, POLICY_TARGET, bytes);
  return { kind: 'new', set, files: { ...metadata, policy: bytes }, verified, policy };
}

/** Two policies of one number would let whoever serves the feed choose between them, and no audit could tell. */
function refuseSecondOfNumber(
  { hash }: CompiledPolicy,
  { version }: VerifiedFeed,
  parts: RefreshParts,
): void {
  const { enforced } = parts;
  if (enforced?.version !== version || enforced.hash === hash) return;
  throw new FeedError('mismatch', `policy ${version} is another than the policy ${version} that is enforced`);
}

/** Throws FeedError. What the fetcher saw is told rather than what `tuf-js` made of it. */
async function update(directory: string, { url, fetcher, limits }: RefreshParts): Promise<void> {
  fetcher.begin();
  const bytes = limits.maxMetadataBytes;
  const config = {
    maxRootRotations: limits.maxRootRotations,
    maxDelegations: 0,
    rootMaxLength: bytes,
    timestampMaxLength: bytes,
    snapshotMaxLength: bytes,
    targetsMaxLength: bytes,
  };
  try {
    const updater = new Updater({ metadataDir: directory, metadataBaseUrl: url, fetcher, config });
    await updater.refresh();
  } catch (cause) {
    throw fetcher.fault ?? updaterFault(cause);
  }
}

/** The policy that was vouched for: the one that is held, where it is the same. */
async function policyBytes(
  { sha256, bytes }: VerifiedFeed,
  held: FeedSet | null,
  { url, fetcher, limits }: RefreshParts,
): Promise<Uint8Array> {
  if (held !== null && sha256Hex(held.policy) === sha256) return held.policy;
  if (bytes > limits.maxPolicyBytes)
    throw new FeedError(
      'too-large',
      `the policy has ${bytes} bytes, at most ${limits.maxPolicyBytes} are read`,
    );
  const place = `${url}targets/${sha256}.${POLICY_TARGET}`;
  const fetched = await fetcher.downloadBytes(place, bytes).catch((cause: unknown) => {
    throw updaterFault(cause);
  });
  if (fetched.length !== bytes || sha256Hex(fetched) !== sha256)
    throw new FeedError('mismatch', 'the policy is another than the one that the targets vouch for');
  return fetched;
}

/** Throws FeedError `policy`: who signed it vouches for it, and it can be enforced all the same as little as before. */
export async function compiled(bytes: Uint8Array): Promise<CompiledPolicy> {
  try {
    return await compileBesideWork(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'it does not compile';
    throw new FeedError('policy', `the policy is signed, and cannot be enforced: ${why}`, cause);
  }
}

export function draftOf(held: FeedSet): Readonly<Record<string, Uint8Array>> {
  return Object.fromEntries(FEED_ROLES.map((role) => [`${role}.json`, held[role]]));
}

/** A root that this agent does not understand says nothing about the policy that it has. */
export function isReadableRoot(root: Uint8Array): boolean {
  try {
    readRoot(root);
    return true;
  } catch (cause) {
    if (cause instanceof FeedError) return false;
    throw cause;
  }
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
