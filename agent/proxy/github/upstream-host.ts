import type { Target } from '../client.ts';

/** The `Host` of a request to this target over TLS. */
export function upstreamHost({ host, port }: Pick<Target, 'host' | 'port'>): string {
  const named = host.includes(':') ? `[${host}]` : host;
  return port === 443 ? named : `${named}:${port}`;
}
