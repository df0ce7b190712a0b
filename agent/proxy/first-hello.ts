import type { Duplex } from 'node:stream';
import { readClientHello } from '../core/http/client-hello.ts';

export type FirstHello =
  | { readonly kind: 'hello'; readonly serverName: string | null; readonly bytes: Buffer }
  /** Not TLS, too long, or not there in time. */
  | { readonly kind: 'invalid' }
  | { readonly kind: 'gone' };

/** Reads up to the end of the ClientHello, and leaves the stream paused. `bytes` is everything read. */
export async function firstHello(
  client: Duplex,
  { maxBytes, timeoutMs }: { readonly maxBytes: number; readonly timeoutMs: number },
): Promise<FirstHello> {
  return await new Promise((resolve) => {
    let bytes = Buffer.alloc(0);
    const timer = setTimeout(() => settle({ kind: 'invalid' }), timeoutMs);
    const onGone = (): void => settle({ kind: 'gone' });
    const onData = (chunk: Buffer): void => {
      bytes = Buffer.concat([bytes, chunk]);
      const hello = readClientHello(bytes);
      if (hello.kind === 'hello') settle({ ...hello, bytes });
      else if (hello.kind === 'invalid' || bytes.length > maxBytes) settle({ kind: 'invalid' });
    };
    function settle(outcome: FirstHello): void {
      clearTimeout(timer);
      client.off('data', onData).off('end', onGone).off('close', onGone).pause();
      resolve(outcome);
    }
    client.on('data', onData).once('end', onGone).once('close', onGone).resume();
    if (client.destroyed) onGone();
  });
}
