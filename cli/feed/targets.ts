import { Metadata, TargetFile, Targets } from '@tufjs/models';
import { MAX_STALE_FIELD, POLICY_TARGET } from '../../agent/feed/feed-format.ts';
import { sha256Hex } from '../../agent/feed/verified-feed.ts';
import { SPEC } from './roots.ts';
import { expiresAfter } from './times.ts';

export interface TargetsChange {
  readonly policy: Buffer;
  readonly lifeMs: number;
  /** How long agents enforce it without hearing from the feed; null leaves that to them. */
  readonly maxStaleMs: number | null;
}

/** The targets that follow `before`, with this policy and without signatures. */
export function nextTargets(
  before: Metadata<Targets> | null,
  { policy, lifeMs, maxStaleMs }: TargetsChange,
  now: Date,
): Metadata<Targets> {
  const target = new TargetFile({
    path: POLICY_TARGET,
    length: policy.length,
    hashes: { sha256: sha256Hex(policy) },
    unrecognizedFields: maxStaleMs === null ? {} : { custom: { [MAX_STALE_FIELD]: maxStaleMs } },
  });
  const version = (before?.signed.version ?? 0) + 1;
  const targets = new Targets({ ...SPEC, version, expires: expiresAfter(lifeMs, now) });
  targets.addTarget(target);
  return new Metadata(targets);
}
