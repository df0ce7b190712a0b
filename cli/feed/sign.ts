import type { Metadata, Root } from '@tufjs/models';
import { POLICY_TARGET } from '../../agent/feed/feed-format.ts';
import { readDrafts, readPublished, writeDraft } from './directory.ts';
import { FeedToolError } from './feed-tool-error.ts';
import { keysOf, missingSignatures } from './roots.ts';
import { type Signer, signWith } from './signer.ts';
import { nextTargets, type TargetsChange } from './targets.ts';

/** What a signature was put on, and what it still lacks. */
export interface Signed {
  readonly role: 'root' | 'targets';
  readonly version: number;
  readonly missing: number;
}

/** Makes a draft of this policy. Throws FeedToolError `draft-waits` while another one waits. */
export async function draftPolicy(feed: string, change: TargetsChange, now: Date): Promise<void> {
  const before = await readPublished(feed);
  const { targets } = await readDrafts(feed);
  const published = before?.targets.signed.version ?? 0;
  if (targets !== null && targets.signed.version > published)
    throw new FeedToolError(
      'draft-waits',
      `policy ${targets.signed.version} waits to be signed or published`,
      `sign without --policy, publish it, or remove ${feed}/drafts/targets.json`,
    );
  await writeDraft(feed, POLICY_TARGET, change.policy);
  await writeDraft(feed, 'targets.json', nextTargets(before?.targets ?? null, change, now));
}

/** Signs every draft that this key has a part in. Throws FeedToolError when there is none. */
export async function signDrafts(feed: string, signer: Signer): Promise<readonly Signed[]> {
  const before = await readPublished(feed);
  const drafts = await readDrafts(feed);
  const root = drafts.root ?? before?.root ?? null;
  const signed: Signed[] = [];
  const may = (by: Metadata<Root> | null, role: 'root' | 'targets'): boolean =>
    keysOf(by, role).some(({ keyID }) => keyID === signer.key.keyID);
  if (drafts.root !== null && (may(drafts.root, 'root') || may(before?.root ?? null, 'root'))) {
    await signWith(signer, drafts.root);
    await writeDraft(feed, 'root.json', drafts.root);
    signed.push({
      role: 'root',
      version: drafts.root.signed.version,
      missing: missingOfRoot(drafts.root, before?.root ?? null),
    });
  }
  if (drafts.targets !== null && root !== null && may(root, 'targets')) {
    await signWith(signer, drafts.targets);
    await writeDraft(feed, 'targets.json', drafts.targets);
    signed.push({
      role: 'targets',
      version: drafts.targets.signed.version,
      missing: missingSignatures(root, 'targets', drafts.targets),
    });
  }
  if (signed.length > 0) return signed;
  if (drafts.root === null && drafts.targets === null)
    throw new FeedToolError(
      'nothing-waits',
      'nothing waits to be signed',
      'give a policy with --policy FILE',
    );
  throw new FeedToolError(
    'not-a-signer',
    `the key ${signer.key.keyID.slice(0, 12)} may sign nothing that waits here`,
    'countersign policy status FOLDER says whose signatures are missing',
  );
}

/** A new root needs those of the old root's keys, and of its own. */
export function missingOfRoot(root: Metadata<Root>, before: Metadata<Root> | null): number {
  const own = missingSignatures(root, 'root', root);
  return before === null ? own : Math.max(own, missingSignatures(before, 'root', root));
}
