import type { FastifyRequest } from 'fastify';
import { ApiFault } from '../api-fault.ts';

/** The port is left open: it may be forwarded. */
const OWN_HOST = /^(?:127\.0\.0\.1|localhost)(?::[0-9]{1,5})?$/;

/**
 * Refuses a request for any name but this machine's own: somebody else's name that was made to lead here would
 * let their pages read our answers (DNS rebinding).
 */
export function requireOwnHost(host: string | undefined): void {
  if (host === undefined || !OWN_HOST.test(host)) {
    throw new ApiFault('forbidden', 'the Host is not this machine, expected 127.0.0.1 or localhost');
  }
}

/**
 * Refuses what a browser sends for another page than ours. Cookies and SameSite do not tell one port of a host
 * from another; these headers do (Fetch Metadata, and Fetch, 3.1).
 */
export function requireSameOrigin({ headers }: Pick<FastifyRequest, 'headers'>): void {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  const isOther =
    (origin !== undefined && origin !== `http://${host}`) || (site !== undefined && site !== 'same-origin');
  if (isOther) throw new ApiFault('forbidden', 'the request comes from another origin than the pages');
}
