import type { FastifyRequest } from 'fastify';
import { ApiFault } from '../api-fault.ts';

/** The port is left open: it may be forwarded. */
const THIS_MACHINE = /^(?:127\.0\.0\.1|localhost)(?::[0-9]{1,5})?$/;

/** The addresses by which the collector is itself. */
export interface OwnOrigin {
  /** Whether browsers reach it over TLS. */
  readonly isSecure: boolean;
  /**
   * Refuses a request for any name but the collector's own: somebody else's name that was made to lead here would
   * let their pages read our answers (DNS rebinding).
   */
  requireHost(host: string | undefined): void;
  /**
   * Refuses what a browser sends for another page than ours. Cookies and SameSite do not tell one port of a host
   * from another; these headers do (Fetch Metadata, and Fetch, 3.1).
   */
  requireSame(request: Pick<FastifyRequest, 'headers'>): void;
}

/** `url` is where browsers reach the collector besides loopback; null: nowhere. */
export function ownOrigin(url: URL | null): OwnOrigin {
  return {
    isSecure: url?.protocol === 'https:',
    requireHost: (host) => {
      if (host === undefined || !(host === url?.host || THIS_MACHINE.test(host))) {
        const expected = `${url === null ? '' : `${url.host}, `}127.0.0.1 or localhost`;
        throw new ApiFault('forbidden', `the Host is not this collector, expected ${expected}`);
      }
    },
    requireSame: ({ headers }) => {
      const { origin, host } = headers;
      const site = headers['sec-fetch-site'];
      const own = host === url?.host ? url?.origin : `http://${host}`;
      const isOther =
        (origin !== undefined && origin !== own) || (site !== undefined && site !== 'same-origin');
      if (isOther) throw new ApiFault('forbidden', 'the request comes from another origin than the pages');
    },
  };
}
