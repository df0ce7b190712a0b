import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { ChangeListener, WatchChanges } from '../changes.ts';
import { CHANNELS } from './channels.ts';
import { clientConfig } from './connection.ts';
import type { PostgresSettings } from './settings.ts';

/** The pause before a connection that ended is made again. */
const AGAIN_MS = 500;

/** Listens on a connection of its own. While that is away nothing is heard, and all that may have been is told after. */
export function watchChanges(settings: PostgresSettings): WatchChanges {
  return (listener) => {
    const end = new AbortController();
    const running = listen(settings, listener, end.signal);
    return {
      stop: async () => {
        end.abort();
        await running;
      },
    };
  };
}

async function listen(
  settings: PostgresSettings,
  listener: ChangeListener,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await listenOnce(settings, listener, signal).catch(() => undefined);
    await delay(AGAIN_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Resolves or rejects when the connection ends, for whatever reason. */
async function listenOnce(
  settings: PostgresSettings,
  { onRecords, onApprovals }: ChangeListener,
  signal: AbortSignal,
): Promise<void> {
  // What listens asks nothing, for as long as it likes.
  const client = new pg.Client({ ...clientConfig(settings), query_timeout: 0 });
  const ended = new Promise<void>((resolve) => {
    client.once('end', resolve);
    client.on('error', () => resolve());
  });
  const stop = (): void => void client.end();
  signal.addEventListener('abort', stop, { once: true });
  try {
    client.on('notification', ({ channel }) => (channel === CHANNELS.records ? onRecords() : onApprovals()));
    await client.connect();
    for (const channel of Object.values(CHANNELS)) await client.query(`LISTEN ${channel}`);
    onRecords();
    onApprovals();
    await ended;
  } finally {
    signal.removeEventListener('abort', stop);
    await client.end();
  }
}
