import { once } from 'node:events';
import type { Readable } from 'node:stream';
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

/** Number of bytes written, or null when either side broke off. */
async function pump(client: ClientRequest, body: Readable): Promise<number | null> {
  let bytes = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (!client.response.body.write(chunk))
        await once(client.response.body, 'drain', { signal: client.signal });
    }
    return bytes;
  } catch {
    return null;
  }
}
