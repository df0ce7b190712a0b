import type { SessionSecret } from '../../protocol/control.ts';

const PROXY_URL = /^http:\/\/([A-Za-z0-9_-]+):([A-Za-z0-9_-]+)@(?:127\.0\.0\.1|\[::1\]):(\d{1,5})\/?$/;

/** Session, secret and port of a proxy URL as the agent grants it. Throws RangeError for any other text, which it does not quote. */
export function userInfoOf(proxyUrl: string): SessionSecret & { readonly port: number } {
  const [, id, secret, port] = PROXY_URL.exec(proxyUrl) ?? [];
  if (id === undefined || secret === undefined) throw new RangeError('the proxy URL is not one of the agent');
  return { id, secret, port: Number(port) };
}

/** The same proxy URL on another port. */
export function withPort(proxyUrl: string, port: number): string {
  const { id, secret } = userInfoOf(proxyUrl);
  return `http://${id}:${secret}@127.0.0.1:${port}`;
}
