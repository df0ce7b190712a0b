import type { Readable } from 'node:stream';
import { releaser } from '../release.ts';
import type { ClientRequest } from './client.ts';
import type { UpstreamResponse } from './upstream.ts';

export interface Relayed {
  readonly status: number;
  readonly bytes: number;
  /** False when the upstream broke off or the client went away: the client has then seen a broken answer. */
  readonly complete: boolean;
}

/** Passes an answer on as it is, at the pace of the slower side. Ends it cleanly only when it was whole. */
export async function relay(client: ClientRequest, response: UpstreamResponse): Promise<Relayed> {
  client.response.head(response.status, response.statusMessage, response.rawHeaders);
  const bytes = await pump(client, response.body);
  const complete = bytes !== null && response.complete() && !client.signal.aborted;
  if (complete) await client.response.end(response.trailers());
  else client.response.destroy();
  return { status: response.status, bytes: bytes ?? 0, complete };
}

/** Number of bytes written, or null when either side broke off; then nothing more is read. */
async function pump(client: ClientRequest, body: Readable): Promise<number | null> {
  const { signal, response } = client;
  const onward = response.body;
  return await new Promise((resolve) => {
    let bytes = 0;
    const breakOff = (): void => {
      body.destroy();
      resolve(null);
    };
    if (signal.aborted) return breakOff();
    // Never taken back: the signal is that of this one request, and goes with it.
    signal.addEventListener('abort', breakOff);
    body.on('data', (chunk: Buffer) => {
      if (onward.destroyed) return breakOff();
      bytes += chunk.length;
      if (!onward.write(chunk, releaser(chunk))) body.pause();
    });
    onward.on('drain', () => body.resume());
    body.on('end', () => resolve(bytes));
    body.on('error', breakOff);
    body.on('close', breakOff);
  });
}
