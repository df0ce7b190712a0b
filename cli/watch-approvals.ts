import { setTimeout as delay } from 'node:timers/promises';
import type { CollectorClient } from '../agent/collector-client/client.ts';
import { isTransient } from '../agent/collector-client/collector-error.ts';
import type { Approval } from '../protocol/approval.ts';

const PAUSE_MS = 1000;

/**
 * Tells of every approval that is pending and of all that becomes of it, until `signal` aborts. A collector that
 * is away is waited for; `onAway` is told once each time.
 */
export async function watchApprovals(
  client: CollectorClient,
  tell: { onApproval(approval: Approval): void; onAway(): void },
  signal: AbortSignal,
): Promise<void> {
  const told = new Map<string, string>();
  const onApproval = (approval: Approval): void => {
    const version = JSON.stringify([approval.state, approval.votes.length]);
    // A stream that is opened again begins with what is pending.
    if (told.get(approval.id) === version) return;
    if (approval.state.kind === 'pending') told.set(approval.id, version);
    else told.delete(approval.id);
    tell.onApproval(approval);
  };
  while (!signal.aborted) {
    await followOnce(client, onApproval, signal);
    if (signal.aborted) return;
    tell.onAway();
    await delay(PAUSE_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function followOnce(
  client: CollectorClient,
  onApproval: (approval: Approval) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const event of await client.events(signal)) {
      if (event.kind === 'approval') onApproval(event.approval);
    }
  } catch (cause) {
    if (!signal.aborted && !isTransient(cause)) throw cause;
  }
}
