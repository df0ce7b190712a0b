import { createHash } from 'node:crypto';
import {
  Metadata,
  MetadataKind,
  type MetaFile,
  type Root,
  type Snapshot,
  type Targets,
  type Timestamp,
} from '@tufjs/models';
import { FeedError } from './feed-error.ts';
import { FEED_ROLES, type FeedRole, keyIdOf, MAX_STALE_FIELD, POLICY_TARGET } from './feed-format.ts';

/** The bytes of a feed's metadata, each as it was fetched. */
export type FeedMetadata = Readonly<Record<FeedRole, Uint8Array>>;

/** What a root and the targets it vouches for say of the policy. */
export interface VouchedPolicy {
  readonly rootVersion: number;
  /** The version of the targets: what agents and records number a policy by. */
  readonly version: number;
  readonly sha256: string;
  readonly bytes: number;
  /** Null: what the agent's own limit says. */
  readonly maxStaleMs: number | null;
}

/** What a whole feed says, once nothing in it contradicts the rest. */
export interface VerifiedFeed extends VouchedPolicy {
  readonly timestampVersion: number;
  readonly snapshotVersion: number;
}

/**
 * Looks at the whole feed once more after `tuf-js` took it, with what that leaves open: expiry by the agent's own
 * clock, one way to write a time, integer versions, keys named for their content, SHA-256 and length for everything,
 * no delegations. Throws FeedError.
 */
export function verifyFeed(files: FeedMetadata, now: Date): VerifiedFeed {
  const root = readRoot(files.root);
  const timestamp = signedBy(root, read(MetadataKind.Timestamp, files.timestamp));
  const snapshot = signedBy(root, read(MetadataKind.Snapshot, files.snapshot));
  for (const { signed } of [root, timestamp, snapshot]) refuseExpired(signed, now);
  const snapshotMeta = timestamp.signed.snapshotMeta;
  refuseOther('snapshot', files.snapshot, { meta: snapshotMeta, seen: snapshot.signed.version });
  const listed = Object.keys(snapshot.signed.meta);
  const targetsMeta = snapshot.signed.meta['targets.json'];
  if (targetsMeta === undefined || listed.length !== 1)
    throw new FeedError('unsupported', 'the snapshot lists something else than the targets');
  const vouched = vouchedPolicy(files.root, files.targets);
  refuseOther('targets', files.targets, { meta: targetsMeta, seen: vouched.version });
  refuseExpired(read(MetadataKind.Targets, files.targets).signed, now);
  return {
    ...vouched,
    timestampVersion: timestamp.signed.version,
    snapshotVersion: snapshot.signed.version,
  };
}

/** The policy that these targets name, when this root lets their keys name one. Expiry is not looked at. */
export function vouchedPolicy(rootBytes: Uint8Array, targetsBytes: Uint8Array): VouchedPolicy {
  const root = readRoot(rootBytes);
  const { signed } = signedBy(root, read(MetadataKind.Targets, targetsBytes));
  const target = signed.targets[POLICY_TARGET];
  if (target === undefined || Object.keys(signed.targets).length !== 1)
    throw new FeedError('unsupported', `the targets are something else than one ${POLICY_TARGET}`);
  if (signed.delegations !== undefined)
    throw new FeedError('unsupported', 'the targets delegate, which no agent follows');
  return {
    rootVersion: root.signed.version,
    version: signed.version,
    sha256: sha256Of(target.hashes, POLICY_TARGET),
    bytes: target.length,
    maxStaleMs: maxStale(target.custom[MAX_STALE_FIELD]),
  };
}

export function timestampVersionOf({ timestamp }: Pick<FeedMetadata, 'timestamp'>): number {
  return read(MetadataKind.Timestamp, timestamp).signed.version;
}

/** A root that its own keys signed, with keys that are what they are called. Throws FeedError. */
export function readRoot(bytes: Uint8Array): Metadata<Root> {
  const root = read(MetadataKind.Root, bytes);
  const { keys, roles, consistentSnapshot } = root.signed;
  if (!consistentSnapshot)
    throw new FeedError('unsupported', 'the root does not ask for consistent snapshots');
  for (const [id, key] of Object.entries(keys)) {
    if (!isSupported(key) || id !== keyIdOf(key))
      throw new FeedError(
        'unsupported',
        `the root has a key ${id.slice(0, 12)} that is not what it is called`,
      );
  }
  for (const name of FEED_ROLES) {
    const role = roles[name];
    const known = role?.keyIDs.filter((id) => Object.hasOwn(keys, id)) ?? [];
    if (role === undefined || !Number.isSafeInteger(role.threshold) || known.length < role.threshold)
      throw new FeedError('unsupported', `the root gives ${name} fewer keys than must sign`);
  }
  return signedBy(root, root);
}

export function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

interface Kinds {
  readonly root: Root;
  readonly targets: Targets;
  readonly snapshot: Snapshot;
  readonly timestamp: Timestamp;
}

function read(kind: MetadataKind.Root, bytes: Uint8Array): Metadata<Root>;
function read(kind: MetadataKind.Targets, bytes: Uint8Array): Metadata<Targets>;
function read(kind: MetadataKind.Snapshot, bytes: Uint8Array): Metadata<Snapshot>;
function read(kind: MetadataKind.Timestamp, bytes: Uint8Array): Metadata<Timestamp>;
function read(kind: MetadataKind, bytes: Uint8Array): Metadata<Kinds[FeedRole]> {
  let metadata: Metadata<Kinds[FeedRole]>;
  try {
    const value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    metadata = Metadata.fromJSON(kind as MetadataKind.Root, value);
  } catch (cause) {
    throw new FeedError('malformed', `the ${kind} cannot be read: ${wordsOf(cause)}`, cause);
  }
  const { version, expires } = metadata.signed;
  if (!Number.isSafeInteger(version) || version < 1)
    throw new FeedError('malformed', `the ${kind} has no version that is a whole number`);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(expires))
    throw new FeedError('malformed', `the ${kind} does not write its expiry as YYYY-MM-DDTHH:MM:SSZ`);
  return metadata;
}

function signedBy<T extends Kinds[FeedRole]>(root: Metadata<Root>, metadata: Metadata<T>): Metadata<T> {
  try {
    root.verifyDelegate(metadata.signed.type, metadata);
    return metadata;
  } catch (cause) {
    throw new FeedError('signature', `the signatures do not hold: ${wordsOf(cause)}`, cause);
  }
}

function refuseExpired(signed: Kinds[FeedRole], now: Date): void {
  if (signed.isExpired(now))
    throw new FeedError('expired', `the ${signed.type} expired at ${signed.expires}`);
}

interface Announced {
  readonly meta: MetaFile;
  /** The version that the file has. */
  readonly seen: number;
}

function refuseOther(what: string, bytes: Uint8Array, { meta, seen }: Announced): void {
  const isIt =
    meta.version === seen && meta.length === bytes.length && sha256Of(meta.hashes, what) === sha256Hex(bytes);
  if (!isIt) throw new FeedError('mismatch', `the ${what} is another than what was announced`);
}

function sha256Of(hashes: Readonly<Record<string, string>> | undefined, what: string): string {
  const sha256 = hashes?.['sha256'];
  if (sha256 === undefined || !/^[0-9a-f]{64}$/.test(sha256))
    throw new FeedError('unsupported', `the ${what} is announced without a SHA-256`);
  return sha256;
}

function isSupported({
  keyType,
  scheme,
  keyVal,
}: {
  keyType: string;
  scheme: string;
  keyVal: Record<string, string>;
}): boolean {
  const known = `${keyType} ${scheme}`;
  const isHex = /^[0-9a-f]+$/.test(keyVal['public'] ?? '');
  return isHex && (known === 'ed25519 ed25519' || known === 'ecdsa ecdsa-sha2-nistp256');
}

function maxStale(value: unknown): number | null {
  if (value === undefined) return null;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
  throw new FeedError('malformed', `${MAX_STALE_FIELD} is not a number of milliseconds`);
}

function wordsOf(cause: unknown): string {
  return cause instanceof Error ? cause.message.slice(0, 200) : 'no reason given';
}
