import { framingFault } from '../core/http/framing.ts';
import { headerValue, type RawHeaders, withoutHeaders } from '../core/http/headers.ts';
import {
  formatAuthority,
  isOriginForm,
  namesOrigin,
  parseAbsoluteForm,
  sameOrigin,
} from '../core/http/request-target.ts';
import type { ProxyCredentials, Target } from './client.ts';
import { proxyCredentials } from './credentials.ts';
import { refuseUpgrade } from './upgrade.ts';

/** Where the requests of a connection come from: straight to the proxy port, or inside a CONNECT of ours. */
export type Origin =
  | { readonly kind: 'proxy' }
  | { readonly kind: 'tunnel'; readonly target: Target; readonly credentials: ProxyCredentials | null };

/** What was sent before the body. */
export interface RequestHead {
  readonly method: string;
  readonly target: string;
  readonly rawHeaders: RawHeaders;
}

export type Acceptance = AcceptedHead | ListenerRefusal;

export interface AcceptedHead {
  readonly kind: 'accepted';
  readonly target: Target;
  readonly credentials: ProxyCredentials | null;
  readonly method: string;
  readonly path: string;
  readonly rawHeaders: RawHeaders;
}

/** A request that ends at the listener. `close` where what follows on the connection cannot be trusted. */
export interface ListenerRefusal {
  readonly kind: 'refused';
  readonly status: number;
  readonly headers: RawHeaders;
  readonly text: string;
  readonly connection: 'keep' | 'close';
}

type Authenticate = (credentials: ProxyCredentials | null) => boolean;

/**
 * Says for whom a request is, or why nobody can tell. What passes has one Host that names its target, a target
 * in origin form, one framing, no wish for another protocol, and credentials that were good a moment ago.
 */
export function acceptHead(head: RequestHead, origin: Origin, authenticate: Authenticate): Acceptance {
  const fault = framingFault(head.rawHeaders);
  if (fault !== null) return refusal(400, `the request cannot be read in one way only: ${fault}`);
  const addressed = addressOf(head, origin);
  if (addressed.kind === 'refused') return addressed;
  const credentials = origin.kind === 'tunnel' ? origin.credentials : proxyCredentials(head.rawHeaders);
  if (origin.kind === 'proxy' && !authenticate(credentials)) return PROXY_AUTHENTICATION_REQUIRED;
  const { target, path } = addressed;
  if (!namesOrigin(headerValue(head.rawHeaders, 'host') ?? '', target)) {
    return {
      ...refusal(421, `Host names another server than ${formatAuthority(target)}`),
      connection: 'keep',
    };
  }
  return (
    refuseUpgrade(head.rawHeaders) ?? {
      kind: 'accepted',
      target,
      credentials,
      method: head.method,
      path,
      rawHeaders: withoutHeaders(head.rawHeaders, ['proxy-authorization']),
    }
  );
}

type Addressed =
  | { readonly kind: 'addressed'; readonly target: Target; readonly path: string }
  | ListenerRefusal;

function addressOf(head: RequestHead, origin: Origin): Addressed {
  const absolute = parseAbsoluteForm(head.target);
  if (origin.kind === 'proxy') {
    if (absolute === null) return THIS_IS_A_PROXY;
    if (absolute.origin.scheme === 'https') return refusal(400, 'https goes through CONNECT');
    return { kind: 'addressed', target: absolute.origin, path: absolute.path };
  }
  const { target } = origin;
  if (absolute !== null) {
    if (sameOrigin(absolute.origin, target)) return { kind: 'addressed', target, path: absolute.path };
    return refusal(400, `the request is for another server than ${formatAuthority(target)}`);
  }
  const isServerWide = head.method === 'OPTIONS' && head.target === '*';
  if (isServerWide || isOriginForm(head.target)) return { kind: 'addressed', target, path: head.target };
  return refusal(400, 'the request target is neither a path nor a URL of this server');
}

export function refusal(status: number, reason: string): ListenerRefusal {
  return {
    kind: 'refused',
    status,
    headers: ['Content-Type', 'text/plain; charset=utf-8'],
    text: `countersign: ${reason}\n`,
    connection: 'close',
  };
}

const THIS_IS_A_PROXY = refusal(
  400,
  'this is a proxy, not a web server (set it as HTTPS_PROXY, or run your program with `countersign exec`)',
);

/** git sends its credentials only after this, and gives up unless the closing is announced. */
export const PROXY_AUTHENTICATION_REQUIRED: ListenerRefusal = withHeaders(
  refusal(407, 'no session of the agent has these credentials (start the program with `countersign exec`)'),
  ['Proxy-Authenticate', 'Basic realm="countersign"'],
);

function withHeaders(refused: ListenerRefusal, headers: RawHeaders): ListenerRefusal {
  return { ...refused, headers: [...headers, ...refused.headers] };
}
