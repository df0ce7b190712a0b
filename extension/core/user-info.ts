import type { SessionSecret } from '../../protocol/control.ts';

const PROXY_URL = /^http:\/\/([A-Za-z0-9_-]+):([A-Za-z0-9_-]+)@(127\.0\.0\.1|\[::1\]):(\d{1,5})\/?$/;

/** Session and secret of a proxy URL as the agent grants it. Throws RangeError for any other text, which it does not quote. */
export function userInfoOf(proxyUrl: string): SessionSecret {
  const [, id, secret] = PROXY_URL.exec(proxyUrl) ?? [];
  if (id === undefined || secret === undefined) throw new RangeError('the proxy URL is not one of the agent');
  return { id, secret };
}

/** The session that a proxy URL belongs to; null when it is none of the agent's. */
export function sessionOf(proxyUrl: unknown): string | null {
  return typeof proxyUrl === 'string' ? (PROXY_URL.exec(proxyUrl)?.[1] ?? null) : null;
}

/** The proxy URL without its secret, as it may stand in a file or be shown. */
export function withoutSecret(proxyUrl: string): string {
  return proxyUrl.replace(PROXY_URL, 'http://$1@$3:$4');
}
