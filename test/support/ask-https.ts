import { request } from 'node:https';
import { text } from 'node:stream/consumers';

interface AskedWith {
  readonly method: string;
  readonly body: string | null;
  /** PEM of the one root that is believed. */
  readonly ca: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Asks over a connection of its own. Rejects for an answer that breaks off. */
export function askWith(
  url: string,
  { method, body, ca, headers }: AskedWith,
): Promise<{ readonly status: number; readonly text: string }> {
  const length = body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const asked = request(
      url,
      { method, ca, agent: false, headers: { ...headers, ...length } },
      (response) => {
        text(response).then((read) => {
          if (response.complete) resolve({ status: response.statusCode ?? 0, text: read });
          else reject(new Error('the answer broke off'));
        }, reject);
      },
    );
    asked.on('error', reject);
    asked.end(body ?? undefined);
  });
}
