import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TunnelOutcome } from './client.ts';

/**
 * Copies bytes both ways at the pace of the slower side until both have ended; `first` goes up before the rest.
 * When one side breaks, the other is broken too. Owns both sockets from then on.
 */
export async function splice(
  client: Duplex,
  upstream: Socket,
  { first, idleTimeoutMs }: { readonly first: Buffer; readonly idleTimeoutMs: number },
): Promise<TunnelOutcome> {
  const [writtenBefore, readBefore] = [upstream.bytesWritten, upstream.bytesRead];
  let end: TunnelOutcome['end'] = 'closed';
  const breakBoth = (): void => {
    end = 'aborted';
    client.destroy();
    upstream.destroy();
  };
  const closed = Promise.all([onceClosed(client, breakBoth), onceClosed(upstream, breakBoth)]);
  upstream.allowHalfOpen = true;
  // One side has said its last word: the other may finish its own, but not rest for ever.
  client.once('end', () => upstream.setTimeout(idleTimeoutMs, breakBoth));
  upstream.once('end', () => upstream.setTimeout(idleTimeoutMs, breakBoth));
  upstream.write(first);
  client.pipe(upstream);
  upstream.pipe(client);
  await closed;
  return { bytesUp: upstream.bytesWritten - writtenBefore, bytesDown: upstream.bytesRead - readBefore, end };
}

/** A side that closes before both directions have ended has broken off. */
async function onceClosed(side: Duplex, onBroken: () => void): Promise<void> {
  await new Promise<void>((resolve) => {
    side.on('error', onBroken);
    side.once('close', () => {
      if (!side.readableEnded || !side.writableFinished) onBroken();
      resolve();
    });
    if (side.destroyed) resolve();
  });
}
