import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { DeliveryError } from './delivery-error.ts';
import { publicLookup, requirePublic } from './public-address.ts';

export interface Posting {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly allowPrivate: boolean;
  readonly timeoutMs: number;
}

/** Statuses after which the same may be taken later. */
const LATER: readonly number[] = [408, 425, 429];

/**
 * Sends JSON to a target and throws DeliveryError unless it was taken. No redirect is followed: the target is the one
 * that was configured, at an address that is not of this network unless the settings say so.
 */
export function postJson({ url, headers, body, allowPrivate, timeoutMs }: Posting): Promise<void> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  if (!allowPrivate) requirePublic(url.hostname);
  return new Promise((resolve, reject) => {
    const request = send(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Countersign',
        ...headers,
      },
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
      ...(allowPrivate ? {} : { lookup: publicLookup }),
    });
    request.once('error', (fault) => {
      reject(
        fault instanceof DeliveryError
          ? fault
          : new DeliveryError('unreachable', 'the target cannot be reached'),
      );
    });
    request.once('response', (response) => {
      response.destroy();
      const status = response.statusCode ?? 0;
      if (status >= 200 && status < 300) resolve();
      else if (status >= 500 || LATER.includes(status)) {
        reject(new DeliveryError('try-later', `the target answered ${status}`, status));
      } else reject(new DeliveryError('refused', `the target answered ${status}`, status));
    });
    request.end(body);
  });
}
