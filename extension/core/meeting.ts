import type { AgentStatus } from '../../protocol/control.ts';
import { standingOf } from '../../protocol/control-version.ts';

/** What a window does about an agent that it finds running. */
export type Meeting =
  | { readonly kind: 'join' }
  /** It is asked to stop, and ours is started. */
  | { readonly kind: 'replace' }
  | { readonly kind: 'refuse'; readonly reason: string };

/** Nobody's agent is replaced but an editor's, and nobody else's window loses it without need. */
export function meet(status: AgentStatus, ownVersion: string): Meeting {
  const isOurs = status.startedBy === 'editor';
  switch (standingOf(status.control)) {
    case 'newer':
      return {
        kind: 'refuse',
        reason: `the agent that runs is of a newer version, ${status.version}: reload the window to use the updated extension`,
      };
    case 'older':
      if (isOurs) return { kind: 'replace' };
      return {
        kind: 'refuse',
        reason: `the agent that runs (process ${status.pid}) is of an older version, ${status.version}: stop it, and this extension starts its own`,
      };
    case 'same': {
      const isOutdated = isOurs && status.version !== ownVersion && status.windows === 0;
      return { kind: isOutdated ? 'replace' : 'join' };
    }
  }
}
