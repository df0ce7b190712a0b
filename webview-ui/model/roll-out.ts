import type { EnrolledAgent } from '../../protocol/collector-api.ts';
import type { FeedRoleView, FeedView } from '../../protocol/configuration.ts';

/** A policy, and the agents that enforced it last. */
export interface RollOut {
  /** Null: agents that have not judged anything yet. */
  readonly hash: string | null;
  /** What the feed numbers it; null for one that came from no feed. */
  readonly version: number | null;
  readonly agents: readonly string[];
  /** How it stands to what the feed offers. */
  readonly standing: 'newest' | 'older' | 'newer' | 'other' | 'unknown';
}

/** Which agents run which policy, the one with most of them first. */
export function rollOutOf(agents: readonly EnrolledAgent[], feed: FeedView['feed']): readonly RollOut[] {
  const newest = feed?.roles.find(({ role }) => role === 'targets')?.version ?? null;
  const groups = Map.groupBy(agents, ({ policy }) =>
    policy === null ? '' : `${policy.hash} ${policy.version ?? ''}`,
  );
  return [...groups.values()]
    .map((each): RollOut => {
      const policy = each[0]?.policy ?? null;
      const version = policy?.version ?? null;
      return {
        hash: policy?.hash ?? null,
        version,
        agents: each.map(({ agent }) => agent),
        standing: policy === null ? 'unknown' : standingOf(version, newest),
      };
    })
    .sort((one, other) => other.agents.length - one.agents.length);
}

function standingOf(version: number | null, newest: number | null): RollOut['standing'] {
  if (version === null || newest === null) return 'other';
  if (version === newest) return 'newest';
  return version < newest ? 'older' : 'newer';
}

export const STANDING_WORDS: Readonly<Record<RollOut['standing'], string>> = {
  newest: "the feed's newest",
  older: 'older than what the feed offers',
  newer: 'newer than what the feed offers',
  other: 'of no feed that is served here',
  unknown: 'has judged nothing yet',
};

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
/** A role that ends sooner than this wants looking after. Machines renew the last two, people sign the others. */
const SOON_MS: Readonly<Record<FeedRoleView['role'], number>> = {
  root: 30 * DAY_MS,
  targets: 7 * DAY_MS,
  snapshot: DAY_MS,
  timestamp: 6 * HOUR_MS,
};

export function expiryOf(
  { role, expires }: Pick<FeedRoleView, 'role' | 'expires'>,
  now: number,
): 'over' | 'soon' | 'later' {
  const left = Date.parse(expires) - now;
  // Written so that a date which cannot be read is over.
  if (!(left > 0)) return 'over';
  return left < SOON_MS[role] ? 'soon' : 'later';
}
