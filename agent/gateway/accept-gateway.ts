import { framingFault } from '../core/http/framing.ts';
import { gatewaySegment, readGatewayPath } from '../core/http/gateway-path.ts';
import { headerValue, type RawHeaders, replaceHeader, withoutMeant } from '../core/http/headers.ts';
import { isOriginForm, namesOrigin, type Origin } from '../core/http/request-target.ts';
import type { Acceptance, RequestHead } from '../proxy/accept.ts';
import { GATEWAY_CHALLENGE, UNAUTHORIZED } from '../proxy/answer.ts';
import type { ProxyCredentials, Target } from '../proxy/client.ts';
import { type ListenerRefusal, plainRefusal, refusal } from '../proxy/listener-refusal.ts';
import { CREDENTIAL_FIELDS } from '../proxy/steps/sent-headers.ts';
import { refuseUpgrade } from '../proxy/upgrade.ts';
import { shownToken } from './credentials.ts';

export interface GatewayDoor {
  /** As clients call the gateway. */
  readonly own: Origin;
  /** Whether requests to this target go through the gateway. */
  serves(target: Target): boolean;
  /** Whether clients bring a right of their own for this target. */
  passesThrough(target: Target): boolean;
  /** Null: it can serve requests; else why it cannot. */
  readonly unready: () => string | null;
}

/** Where a load balancer asks whether to send requests here. */
export const HEALTH_PATH = '/-/health';

/**
 * Says for whom a request to a gateway is, or why nobody can tell. What passes is a path that begins with a host which
 * the gateway serves, has one framing, names the gateway in its Host, and shows a token, which is not looked at yet.
 * The token is in no header of what passes, and Host names the target.
 */
export function acceptAtGateway(head: RequestHead, door: GatewayDoor): Acceptance {
  const fault = framingFault(head.rawHeaders);
  if (fault !== null) return refusal('malformed', `the request cannot be read in one way only: ${fault}`);
  if (!isOriginForm(head.target)) return refusal('malformed', NO_PROXY);
  if (head.target === HEALTH_PATH) return healthOf(head, door.unready());
  if (!namesOrigin(headerValue(head.rawHeaders, 'host') ?? '', door.own))
    return keeping(refusal('misdirected', 'Host names another server than this gateway'));
  const read = readGatewayPath(head.target);
  if (read === null) return keeping(refusal('malformed', NO_PATH));
  const { origin: target, path } = read;
  const asked = { target, credentials: null };
  const shown = tokenOf(head.rawHeaders, target, door);
  if (shown.token === null) return challenge(shown.isShown);
  if (!door.serves(target)) {
    return keeping(
      refusal('unknown-operation', `this gateway does not serve ${gatewaySegment(target)}`, asked),
    );
  }
  return (
    refuseUpgrade(head.rawHeaders, asked) ?? {
      kind: 'accepted',
      via: 'gateway',
      target,
      credentials: shown.token,
      method: head.method,
      path,
      rawHeaders: replaceHeader(shown.headers, 'Host', gatewaySegment(target)),
    }
  );
}

const NO_PROXY = 'this is a gateway and no proxy: its paths are /HOST/OWNER/REPOSITORY.git';
const NO_PATH =
  'the path is not /HOST/… with the plain name of a host (lower case, no usual port) and a path without detours';

interface Shown {
  readonly token: ProxyCredentials | null;
  readonly isShown: boolean;
  /** What may go on. */
  readonly headers: RawHeaders;
}

/** `Proxy-Authorization` is for the gateway alone, so that `Authorization` can be for the host where it passes through. */
function tokenOf(headers: RawHeaders, target: Target, door: GatewayDoor): Shown {
  const isForGateway = headerValue(headers, 'proxy-authorization') !== null;
  const field = isForGateway ? 'proxy-authorization' : 'authorization';
  const ownRight = isForGateway && door.passesThrough(target);
  const dropped = ownRight ? ['proxy-authorization'] : ['proxy-authorization', ...CREDENTIAL_FIELDS];
  return {
    token: shownToken(headers, field),
    isShown: headerValue(headers, field) !== null,
    headers: withoutMeant(headers, dropped),
  };
}

/** Git and others show a token only once they were asked for it: what has none yet is no attempt. */
function challenge(isShown: boolean): ListenerRefusal {
  const text =
    'this gateway takes a token of the collector, or of a pipeline, as the password of any user name';
  const asked = plainRefusal(UNAUTHORIZED, text, GATEWAY_CHALLENGE);
  return keeping(isShown ? { ...asked, turnedAway: refusal('unknown-session', text).turnedAway } : asked);
}

/** The next request on this connection can be told from this one: its framing was read. */
function keeping(refused: ListenerRefusal): ListenerRefusal {
  return { ...refused, connection: 'keep' };
}

function healthOf({ method }: RequestHead, unready: string | null): ListenerRefusal {
  if (method !== 'GET' && method !== 'HEAD') return refusal('malformed', 'health is asked for with GET');
  return plainRefusal(unready === null ? 200 : 503, unready ?? 'ready');
}
