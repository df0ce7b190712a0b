import { createHash } from 'node:crypto';
import { compilePolicy } from '../../policy/compile.ts';
import { PolicyError } from '../../policy/policy-error.ts';
import type { KeptKind, KeptSide } from '../../protocol/retention.ts';
import type { FeedFiles } from '../feed/feed-files.ts';
import { feedView } from '../feed/feed-view.ts';
import { CONTENT_KINDS, DAY_MS } from '../store/content-seal.ts';
import type { KeptFrom } from '../store/retention.ts';
import { RetentionError } from './retention-error.ts';

/** What is kept for a time of its own. */
export const KEPT_KINDS = [...CONTENT_KINDS, 'review'] as const satisfies readonly KeptKind[];

/** How long each is kept, in milliseconds, as the settings of the collector say it; what they leave out is the policy's. */
export type RetentionSettings = Readonly<Record<KeptKind, number | null>>;

/** Says how long each side is kept now. Rejects with RetentionError when the policy in force cannot be read. */
export type ReadKeep = () => Promise<readonly KeptSide[]>;

/** By the settings, else by `retention.content` of the policy that the served feed has in force, else for good. */
export function keepReader(settings: RetentionSettings, feed: FeedFiles | null): ReadKeep {
  let known: { readonly file: string; readonly keepMs: number | null } | null = null;

  async function ofPolicy(): Promise<number | null> {
    if (feed === null || KEPT_KINDS.every((side) => settings[side] !== null)) return null;
    const file = await policyFileOf(feed);
    if (file === null) return null;
    if (known?.file !== file) known = { file, keepMs: await readContentMs(feed, file) };
    return known.keepMs;
  }

  return async () => {
    const policyMs = await ofPolicy();
    return KEPT_KINDS.map((side): KeptSide => {
      const own = settings[side];
      if (own !== null) return { side, keepMs: own, source: 'settings' };
      return { side, keepMs: policyMs, source: policyMs === null ? null : 'policy' };
    });
  };
}

/** Null while nothing was published. Looks twice: what is published in between shows as files that do not fit. */
async function policyFileOf(feed: FeedFiles): Promise<string | null> {
  if ((await feed.read('timestamp.json')) === null) return null;
  for (let look = 0; look < 2; look++) {
    const view = (await feedView(feed)).feed;
    if (view?.roles.some(({ role }) => role === 'targets')) return view.policyFile;
  }
  throw new RetentionError('no-policy', 'the timestamp of the feed leads to no targets that can be read');
}

async function readContentMs(feed: FeedFiles, file: string): Promise<number | null> {
  const policy = await feed.read(`targets/${file}.policy.yaml`);
  if (policy === null || sha256(policy.bytes) !== file)
    throw new RetentionError('no-policy', `the feed lacks the policy ${file} that it names`);
  try {
    return compilePolicy(policy.bytes.toString('utf8'), sha256).retention.contentMs;
  } catch (cause) {
    if (!(cause instanceof PolicyError)) throw cause;
    throw new RetentionError('bad-policy', `the policy ${file} of the feed: ${cause.message}`);
  }
}

export function keptFrom(keep: readonly KeptSide[], now: Date): KeptFrom {
  return { prompt: firstDayKept(keep, 'prompt', now), answer: firstDayKept(keep, 'answer', now) };
}

/** In days since the epoch: a day goes once all of it is older than what is kept. Null: none does. */
export function firstDayKept(keep: readonly KeptSide[], kind: KeptKind, now: Date): number | null {
  const keepMs = keep.find(({ side }) => side === kind)?.keepMs ?? null;
  return keepMs === null ? null : Math.floor((now.getTime() - keepMs) / DAY_MS);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
