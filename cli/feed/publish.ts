import { Metadata, MetaFile, type Root, Snapshot, type Targets, Timestamp } from '@tufjs/models';
import { FeedError } from '../../agent/feed/feed-error.ts';
import { FEED_ROLES, type FeedRole } from '../../agent/feed/feed-format.ts';
import { compiled } from '../../agent/feed/refresh.ts';
import { type FeedMetadata, sha256Hex, verifyFeed } from '../../agent/feed/verified-feed.ts';
import {
  bytesOf,
  type Drafts,
  dropDrafts,
  type Published,
  readDrafts,
  readPublished,
  release,
  targetName,
} from './directory.ts';
import { FeedToolError } from './feed-tool-error.ts';
import { keysOf, missingSignatures, SPEC } from './roots.ts';
import { type Signer, signWith } from './signer.ts';
import { expiresAfter } from './times.ts';

export interface PublishOptions {
  readonly signer: Signer;
  readonly timestampLifeMs: number;
  readonly snapshotLifeMs: number;
  readonly now: Date;
}

/** The versions of what is published from here on. */
export interface Release {
  readonly root: number;
  readonly targets: number;
  readonly snapshot: number;
  readonly timestamp: number;
}

/** Publishes what was signed. Throws FeedToolError, and then what was published before still is. */
export async function publish(feed: string, options: PublishOptions): Promise<Release> {
  const before = await readPublished(feed);
  const drafts = waiting(await readDrafts(feed), before);
  if (drafts.root === null && drafts.targets === null)
    throw new FeedToolError(
      'nothing-waits',
      'nothing waits to be published',
      'sign a policy first, or renew the timestamp',
    );
  const released = await releaseOf(feed, { before, drafts, isNew: true }, options);
  await dropDrafts(feed);
  return released;
}

/** Says once more, with a new date, that what is published is what there is. */
export async function renew(feed: string, options: PublishOptions): Promise<Release> {
  const before = await readPublished(feed);
  if (before === null) throw new FeedToolError('nothing-waits', 'nothing was published yet', 'publish first');
  const { snapshot } = before;
  const remainingMs = Date.parse(snapshot.signed.expires) - options.now.getTime();
  const isNew = remainingMs < options.snapshotLifeMs / 2;
  return releaseOf(feed, { before, drafts: { root: null, targets: null, policy: null }, isNew }, options);
}

interface Parts {
  readonly before: Published | null;
  readonly drafts: Drafts;
  /** Whether there is a new snapshot, too. */
  readonly isNew: boolean;
}

async function releaseOf(
  feed: string,
  { before, drafts, isNew }: Parts,
  options: PublishOptions,
): Promise<Release> {
  const root = drafts.root ?? before?.root;
  const targets = drafts.targets ?? before?.targets;
  const policy = drafts.policy ?? before?.policy;
  if (root === undefined) throw needs('a root', 'countersign policy rotate FOLDER --root …');
  if (targets === undefined || policy === undefined)
    throw needs('a policy', 'countersign policy sign FOLDER --policy FILE --key …');
  if (drafts.root !== null && before !== null) requireSigned(before.root, 'root', drafts.root);
  requireSigned(root, 'root', root);
  requireSigned(root, 'targets', targets);
  requirePublisher(root, options.signer);
  const targetsBytes = bytesOf(targets);
  const snapshot =
    isNew || before === null
      ? await signedSnapshot(targets.signed.version, targetsBytes, { before, options })
      : before.snapshot;
  const timestamp = await signedTimestamp(snapshot, { before, options });
  const metadata = {
    root: drafts.root === null && before !== null ? before.rootBytes : bytesOf(root),
    targets: targetsBytes,
    snapshot: bytesOf(snapshot),
    timestamp: bytesOf(timestamp),
  };
  await requireBelieved(metadata, policy, options.now);
  const versions = {
    root: root.signed.version,
    targets: targets.signed.version,
    snapshot: snapshot.signed.version,
    timestamp: timestamp.signed.version,
  };
  const files = new Map([
    ...(before?.files ?? []),
    ...named(metadata, versions),
    [targetName(targets), policy] as const,
  ]);
  await release(feed, String(versions.timestamp).padStart(8, '0'), files);
  return versions;
}

/** What was published already, by a publication that was cut off before it was done, waits no more. */
function waiting(drafts: Drafts, before: Published | null): Drafts {
  const root = (drafts.root?.signed.version ?? 0) > (before?.root.signed.version ?? 0) ? drafts.root : null;
  const isNew = (drafts.targets?.signed.version ?? 0) > (before?.targets.signed.version ?? 0);
  return { root, targets: isNew ? drafts.targets : null, policy: isNew ? drafts.policy : null };
}

function named(
  metadata: Readonly<Record<FeedRole, Buffer>>,
  versions: Release,
): readonly (readonly [string, Buffer])[] {
  return FEED_ROLES.map((role) => {
    const name = role === 'timestamp' ? 'timestamp.json' : `${versions[role]}.${role}.json`;
    return [name, metadata[role]];
  });
}

interface Made {
  readonly before: Published | null;
  readonly options: PublishOptions;
}

async function signedSnapshot(
  version: number,
  targets: Buffer,
  { before, options }: Made,
): Promise<Metadata<Snapshot>> {
  const snapshot = new Metadata(
    new Snapshot({
      ...SPEC,
      version: (before?.snapshot.signed.version ?? 0) + 1,
      expires: expiresAfter(options.snapshotLifeMs, options.now),
      meta: { 'targets.json': metaFile(version, targets) },
    }),
  );
  await signWith(options.signer, snapshot);
  return snapshot;
}

async function signedTimestamp(
  snapshot: Metadata<Snapshot>,
  { before, options }: Made,
): Promise<Metadata<Timestamp>> {
  const timestamp = new Metadata(
    new Timestamp({
      ...SPEC,
      version: (before?.timestamp.signed.version ?? 0) + 1,
      expires: expiresAfter(options.timestampLifeMs, options.now),
      snapshotMeta: metaFile(snapshot.signed.version, bytesOf(snapshot)),
    }),
  );
  await signWith(options.signer, timestamp);
  return timestamp;
}

function metaFile(version: number, bytes: Buffer): MetaFile {
  return new MetaFile({ version, length: bytes.length, hashes: { sha256: sha256Hex(bytes) } });
}

function requireSigned(
  by: Metadata<Root>,
  role: 'root' | 'targets',
  metadata: Metadata<Root> | Metadata<Targets>,
): void {
  const missing = missingSignatures(by, role, metadata);
  if (missing === 0) return;
  throw new FeedToolError(
    'not-enough-signatures',
    `${role} ${metadata.signed.version} lacks ${missing} of the signatures that root ${by.signed.version} asks for`,
    'whoever holds a key signs with: countersign policy sign FOLDER --key FILE',
  );
}

function requirePublisher(root: Metadata<Root>, { key }: Signer): void {
  for (const role of ['snapshot', 'timestamp'] as const) {
    const isOne = keysOf(root, role).some(({ keyID }) => keyID === key.keyID);
    if (isOne && root.signed.roles[role]?.threshold === 1) continue;
    throw new FeedToolError(
      'not-a-signer',
      `the key ${key.keyID.slice(0, 12)} may not sign the ${role} alone`,
      "take the publisher's key, or rotate another one in",
    );
  }
}

/** The last look before anybody sees it is the one that agents take. */
async function requireBelieved(metadata: FeedMetadata, policy: Buffer, now: Date): Promise<void> {
  try {
    const { sha256, bytes } = verifyFeed(metadata, now);
    if (policy.length !== bytes || sha256Hex(policy) !== sha256)
      throw new FeedError('mismatch', 'the policy is another than the one that was signed');
    await compiled(policy);
  } catch (cause) {
    if (!(cause instanceof FeedError)) throw cause;
    throw new FeedToolError(
      'refused',
      `no agent would believe it: ${cause.message}`,
      'see docs/policy-feed.md',
      cause,
    );
  }
}

function needs(what: string, command: string): FeedToolError {
  return new FeedToolError('nothing-waits', `a feed begins with ${what}, and there is none yet`, command);
}
