import type { Logger } from 'pino';
import type { Health } from './operate/health.ts';
import type { Store } from './store/store.ts';

/** Long after they ended: whoever signs in again by then renews the token that they had. */
const TOKEN_GRACE_MS = 90 * 24 * 60 * 60_000;

export async function purgeTokens(
  store: Pick<Store, 'tokens'>,
  clock: () => Date,
  log: Logger,
): Promise<void> {
  await store.tokens
    .purge(clock().getTime() - TOKEN_GRACE_MS)
    .catch((cause: unknown) => log.warn({ err: cause }, 'tokens that ended could not be purged'));
}

export async function sweepSessions(sessions: { sweep(): Promise<void> }, log: Logger): Promise<void> {
  await sessions
    .sweep()
    .catch((cause: unknown) => log.error({ err: cause }, 'sessions could not be looked at'));
}

/** The next request sweeps as well, and fails where this did. */
export async function sweepApprovals(
  room: { sweep(): Promise<void> },
  log: Logger,
  health: Health,
): Promise<void> {
  try {
    await room.sweep();
    health.works('approvals');
  } catch (error) {
    health.failed('approvals');
    log.error({ err: error }, 'approvals could not be swept');
  }
}
