import { type Key, Metadata, Root } from '@tufjs/models';
import { FEED_ROLES, type FeedRole } from '../../agent/feed/feed-format.ts';
import { FeedToolError } from './feed-tool-error.ts';
import { expiresAfter } from './times.ts';

export const SPEC = Object.freeze({ specVersion: '1.0.31' });

/** What a new root changes; what is left out stays as it was. */
export interface RootChange {
  readonly keys: Readonly<Partial<Record<FeedRole, readonly Key[]>>>;
  readonly thresholds: Readonly<Partial<Record<FeedRole, number>>>;
  readonly lifeMs: number;
}

/** The root that follows `before`, without signatures; the first one when that is null. Throws FeedToolError. */
export function nextRoot(before: Metadata<Root> | null, change: RootChange, now: Date): Metadata<Root> {
  const root = new Root({
    version: (before?.signed.version ?? 0) + 1,
    ...SPEC,
    expires: expiresAfter(change.lifeMs, now),
    consistentSnapshot: true,
  });
  for (const role of FEED_ROLES) {
    const keys = change.keys[role] ?? keysOf(before, role);
    const threshold = change.thresholds[role] ?? before?.signed.roles[role]?.threshold ?? 1;
    if (keys.length === 0) throw missingRole(role);
    if (new Set(keys.map(({ keyID }) => keyID)).size < threshold)
      throw new FeedToolError(
        'bad-threshold',
        `${threshold} of the ${role} keys must sign, and there are ${keys.length}`,
        'name more keys, or ask for fewer signatures',
      );
    for (const key of keys) root.addKey(key, role);
    Object.assign(root.roles[role] ?? {}, { threshold });
  }
  return new Metadata(root);
}

/** How many signatures a role still needs on this metadata, by the word of this root. */
export function missingSignatures(
  root: Metadata<Root>,
  role: FeedRole,
  metadata: Parameters<Key['verifySignature']>[0],
): number {
  const good = keysOf(root, role).filter((key) => hasSigned(key, metadata));
  return Math.max(0, (root.signed.roles[role]?.threshold ?? 1) - good.length);
}

export function keysOf(root: Metadata<Root> | null, role: FeedRole): readonly Key[] {
  return (root?.signed.roles[role]?.keyIDs ?? []).flatMap((id) => root?.signed.keys[id] ?? []);
}

export function hasSigned(key: Key, metadata: Parameters<Key['verifySignature']>[0]): boolean {
  try {
    key.verifySignature(metadata);
    return true;
  } catch {
    return false;
  }
}

function missingRole(role: FeedRole): FeedToolError {
  const option = role === 'snapshot' || role === 'timestamp' ? '--publisher' : `--${role}`;
  return new FeedToolError(
    'missing-role',
    `nobody may sign the ${role}`,
    `name who may with ${option} FILE.pub`,
  );
}
