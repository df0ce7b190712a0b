import { setTimeout as delay } from 'node:timers/promises';
import type { CollectorClient } from '../agent/collector-client/client.ts';
import { isTransient } from '../agent/collector-client/collector-error.ts';
import type { CollectorEvent } from '../protocol/collector-api.ts';

const PAUSE_MS = 1000;

/**
 * Tells of every event of the collector, and first of what is pending, until `signal` aborts. A collector that is
 * away is waited for; `onAway` is told once each time. Throws CollectorError when the collector refuses.
 */
export async function watchEvents(
  client: Pick<CollectorClient, 'events'>,
  tell: { onEvent(event: CollectorEvent): void; onAway(): void },
  signal: AbortSignal,
  pauseMs: number = PAUSE_MS,
): Promise<void> {
  const isNews = onlyNews();
  const onEvent = (event: CollectorEvent): void => {
    if (isNews(event)) tell.onEvent(event);
  };
  while (!signal.aborted) {
    await followOnce(client, onEvent, signal);
    if (signal.aborted) return;
    tell.onAway();
    await delay(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

/** A stream that is opened again begins with what is pending: what was told of that is not told twice. */
function onlyNews(): (event: CollectorEvent) => boolean {
  const told = new Map<string, string>();
  return (event) => {
    if (event.kind !== 'approval') return true;
    const { id, state, votes } = event.approval;
    const version = JSON.stringify([state, votes.length]);
    if (told.get(id) === version) return false;
    if (state.kind === 'pending') told.set(id, version);
    else told.delete(id);
    return true;
  };
}

async function followOnce(
  client: Pick<CollectorClient, 'events'>,
  onEvent: (event: CollectorEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const event of await client.events(signal)) onEvent(event);
  } catch (cause) {
    if (!signal.aborted && !isTransient(cause)) throw cause;
  }
}
