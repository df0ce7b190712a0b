import type { App } from './app.ts';
import type { Parts } from './parts.ts';

/** Long after they ended: whoever signs in again by then renews the token that they had. */
const TOKEN_GRACE_MS = 90 * 24 * 60 * 60_000;

export interface SweepPorts
  extends Pick<Parts, 'store' | 'clock' | 'limits' | 'log' | 'health' | 'deliverers' | 'revocations'>,
    Pick<App, 'room' | 'sessions' | 'streams' | 'audit'> {
  /** Null where no other collector stores anything here. */
  readonly follower: { nudge(): void } | null;
}

/** Ends from time to time what is over, and looks for what other collectors did. Gives what stops it. */
export function startSweeps(ports: SweepPorts): () => void {
  const { limits, log, revocations } = ports;
  const sweep = setInterval(() => sweepAll(ports), limits.sweepMs);
  const watch = setInterval(() => {
    void revocations
      .refresh()
      .catch((cause: unknown) => log.error({ err: cause }, 'revocations could not be read'));
  }, limits.revocationPollMs);
  for (const timer of [sweep, watch]) timer.unref();
  return () => {
    for (const timer of [sweep, watch]) clearInterval(timer);
  };
}

function sweepAll(ports: SweepPorts): void {
  const { store, clock, log, deliverers, sessions, streams, audit, follower } = ports;
  if (follower !== null) {
    follower.nudge();
    // The collector that told a target may be gone.
    for (const deliverer of deliverers) deliverer.nudge();
  }
  streams.sweep(clock().getTime());
  void sweepApprovals(ports);
  void sessions
    .sweep()
    .catch((cause: unknown) => log.error({ err: cause }, 'sessions could not be looked at'));
  void store.tokens
    .purge(clock().getTime() - TOKEN_GRACE_MS)
    .catch((cause: unknown) => log.warn({ err: cause }, 'tokens that ended could not be purged'));
  void audit.sweep().catch((cause: unknown) => log.error({ err: cause }, 'who read what could not be kept'));
}

/** The next request sweeps as well, and fails where this did. */
async function sweepApprovals({ room, log, health }: SweepPorts): Promise<void> {
  try {
    await room.sweep();
    health.works('approvals');
  } catch (error) {
    health.failed('approvals');
    log.error({ err: error }, 'approvals could not be swept');
  }
}
