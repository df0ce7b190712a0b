import type { Key, Metadata, Root, Targets } from '@tufjs/models';
import { FEED_ROLES, type FeedRole, fingerprintOf } from '../../agent/feed/feed-format.ts';
import { type Drafts, type Published, readDrafts, readPublished } from './directory.ts';
import { hasSigned, keysOf, missingSignatures } from './roots.ts';
import { missingOfRoot } from './sign.ts';

export interface RoleStatus {
  readonly role: FeedRole;
  readonly version: number;
  readonly expires: string;
  readonly isExpired: boolean;
  readonly threshold: number;
  /** Key ids of all who may sign, and of those who did. */
  readonly keys: readonly string[];
  readonly signers: readonly string[];
}

export interface DraftStatus {
  readonly role: 'root' | 'targets';
  readonly version: number;
  readonly signers: readonly string[];
  readonly missing: number;
}

export interface FeedStatus {
  /** Of the newest root that is published; what people compare at enrolment. */
  readonly fingerprint: string | null;
  readonly roles: readonly RoleStatus[];
  readonly drafts: readonly DraftStatus[];
}

/** What is published, when it ends, who signed it, and what waits. */
export async function feedStatus(feed: string, now: Date): Promise<FeedStatus> {
  const published = await readPublished(feed);
  const drafts = await readDrafts(feed);
  return {
    fingerprint: published === null ? null : fingerprintOf(published.rootBytes),
    roles: published === null ? [] : FEED_ROLES.map((role) => roleStatus(role, published, now)),
    drafts: draftStatus(drafts, published),
  };
}

function roleStatus(role: FeedRole, published: Published, now: Date): RoleStatus {
  const { root } = published;
  const { signed } = published[role];
  return {
    role,
    version: signed.version,
    expires: signed.expires,
    isExpired: signed.isExpired(now),
    threshold: root.signed.roles[role]?.threshold ?? 1,
    keys: keysOf(root, role).map(({ keyID }) => keyID),
    signers: signersOf(keysOf(root, role), published[role]),
  };
}

function draftStatus({ root, targets }: Drafts, published: Published | null): readonly DraftStatus[] {
  const before = published?.root ?? null;
  const drafts: DraftStatus[] = [];
  if (root !== null && root.signed.version > (before?.signed.version ?? 0)) {
    const keys = [...keysOf(root, 'root'), ...keysOf(before, 'root')];
    drafts.push(draft('root', { metadata: root, keys, missing: missingOfRoot(root, before) }));
  }
  const by = root ?? before;
  if (targets !== null && by !== null && targets.signed.version > (published?.targets.signed.version ?? 0)) {
    const missing = missingSignatures(by, 'targets', targets);
    drafts.push(draft('targets', { metadata: targets, keys: keysOf(by, 'targets'), missing }));
  }
  return drafts;
}

interface DraftParts {
  readonly metadata: Metadata<Root> | Metadata<Targets>;
  readonly keys: readonly Key[];
  readonly missing: number;
}

function draft(role: 'root' | 'targets', { metadata, keys, missing }: DraftParts): DraftStatus {
  return { role, version: metadata.signed.version, signers: signersOf(keys, metadata), missing };
}

function signersOf(keys: readonly Key[], metadata: Parameters<Key['verifySignature']>[0]): readonly string[] {
  return [...new Set(keys.filter((key) => hasSigned(key, metadata)).map(({ keyID }) => keyID))];
}
