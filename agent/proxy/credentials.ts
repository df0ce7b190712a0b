import { headerValues, type RawHeaders } from '../core/http/headers.ts';
import type { ProxyCredentials } from './client.ts';

const BASIC = /^basic +([A-Za-z0-9+/]{1,4096}={0,2})$/i;

/** User and password of `Proxy-Authorization: Basic` (RFC 7617); null unless there is exactly one, well formed. */
export function proxyCredentials(headers: RawHeaders): ProxyCredentials | null {
  const [value = '', ...more] = headerValues(headers, 'proxy-authorization');
  const [, encoded] = BASIC.exec(value) ?? [];
  if (encoded === undefined || more.length > 0) return null;
  const plain = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = plain.indexOf(':');
  return colon === -1 ? null : { user: plain.slice(0, colon), password: plain.slice(colon + 1) };
}
