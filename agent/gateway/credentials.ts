import { headerValues, type RawHeaders } from '../core/http/headers.ts';
import type { ProxyCredentials } from '../proxy/client.ts';

const MAX_VALUE = 32 * 1024;
const BASIC = /^basic +([A-Za-z0-9+/]+={0,2})$/i;
const BEARER = /^bearer +([\x21-\x7e]+)$/i;

/**
 * The token in the one field of this name: a bearer token (RFC 6750), or the password of a name (RFC 7617). Null unless
 * there is exactly one, well formed; the name is not looked at.
 */
export function shownToken(headers: RawHeaders, field: string): ProxyCredentials | null {
  const [value = '', ...more] = headerValues(headers, field);
  if (more.length > 0 || value.length > MAX_VALUE) return null;
  const [, bearer] = BEARER.exec(value) ?? [];
  if (bearer !== undefined) return { user: '', password: bearer };
  const [, encoded] = BASIC.exec(value) ?? [];
  if (encoded === undefined) return null;
  const plain = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = plain.indexOf(':');
  const password = plain.slice(colon + 1);
  return colon === -1 || password === '' ? null : { user: plain.slice(0, colon), password };
}
