import { framingFault } from '../core/http/framing.ts';
import { headerValue, headerValues, type RawHeaders, withoutHeaders } from '../core/http/headers.ts';
import {
  formatAuthority,
  isOriginForm,
  namesOrigin,
  parseAbsoluteForm,
  sameOrigin,
} from '../core/http/request-target.ts';
import type { ProxyCredentials, Target, Via } from './client.ts';
import { proxyCredentials } from './credentials.ts';
import { type Asked, authenticationRequired, type ListenerRefusal, refusal } from './listener-refusal.ts';
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
  readonly via: Via;
  readonly target: Target;
  readonly credentials: ProxyCredentials | null;
  readonly method: string;
  readonly path: string;
  readonly rawHeaders: RawHeaders;
}

type Authenticate = (credentials: ProxyCredentials | null) => boolean;

/**
 * Says for whom a request is, or why nobody can tell. What passes has one Host that names its target, a target
 * in origin form, one framing, no wish for another protocol, and credentials that were good a moment ago.
 */
export function acceptHead(head: RequestHead, origin: Origin, authenticate: Authenticate): Acceptance {
  const asked = askedOf(head, origin);
  const fault = framingFault(head.rawHeaders);
  if (fault !== null)
    return refusal('malformed', `the request cannot be read in one way only: ${fault}`, asked);
  const addressed = addressOf(head, origin, asked);
  if (addressed.kind === 'refused') return addressed;
  const { credentials } = asked;
  if (origin.kind === 'proxy' && !authenticate(credentials)) return unknownSession(head.rawHeaders, asked);
  const { target, path } = addressed;
  if (!namesOrigin(headerValue(head.rawHeaders, 'host') ?? '', target)) {
    return {
      ...refusal('misdirected', `Host names another server than ${formatAuthority(target)}`, asked),
      connection: 'keep',
    };
  }
  return (
    refuseUpgrade(head.rawHeaders, asked) ?? {
      kind: 'accepted',
      via: 'proxy',
      target,
      credentials,
      method: head.method,
      path,
      rawHeaders: withoutHeaders(head.rawHeaders, ['proxy-authorization']),
    }
  );
}

/** For whom a request is and on whose behalf, by its own word; nothing of it is checked. */
export function askedOf(
  { target, rawHeaders }: Pick<RequestHead, 'target' | 'rawHeaders'>,
  origin: Origin,
): Asked {
  if (origin.kind === 'tunnel') return { target: origin.target, credentials: origin.credentials };
  return { target: parseAbsoluteForm(target)?.origin ?? null, credentials: proxyCredentials(rawHeaders) };
}

/** Git and others show their credentials only once they were asked for them: what has none yet is no attempt. */
export function unknownSession(headers: RawHeaders, asked: Asked): ListenerRefusal {
  const shown = headerValues(headers, 'proxy-authorization').length > 0;
  return authenticationRequired(shown ? 'with-credentials' : 'without-credentials', asked);
}

type Addressed =
  | { readonly kind: 'addressed'; readonly target: Target; readonly path: string }
  | ListenerRefusal;

function addressOf(head: RequestHead, origin: Origin, asked: Asked): Addressed {
  const absolute = parseAbsoluteForm(head.target);
  if (origin.kind === 'proxy') {
    if (absolute === null) return refusal('malformed', THIS_IS_A_PROXY, asked);
    if (absolute.origin.scheme === 'https') return refusal('malformed', 'https goes through CONNECT', asked);
    return { kind: 'addressed', target: absolute.origin, path: absolute.path };
  }
  const { target } = origin;
  if (absolute !== null) {
    if (sameOrigin(absolute.origin, target)) return { kind: 'addressed', target, path: absolute.path };
    return refusal('malformed', `the request is for another server than ${formatAuthority(target)}`, asked);
  }
  const isServerWide = head.method === 'OPTIONS' && head.target === '*';
  if (isServerWide || isOriginForm(head.target)) return { kind: 'addressed', target, path: head.target };
  return refusal('malformed', 'the request target is neither a path nor a URL of this server', asked);
}

const THIS_IS_A_PROXY =
  'this is a proxy, not a web server (set it as HTTPS_PROXY, or run your program with `countersign exec`)';
