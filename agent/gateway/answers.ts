import { gatewaySegment } from '../core/http/gateway-path.ts';
import { headerValue, type RawHeaders, withoutHeaders } from '../core/http/headers.ts';
import type { Target } from '../proxy/client.ts';
import type { GatewaySide } from '../proxy/ports.ts';
import { Refusal } from '../proxy/refusal.ts';
import type { OutgoingCredential } from '../proxy/stages.ts';
import type { UpstreamResponse } from '../proxy/upstream.ts';

export interface Answered {
  readonly target: Target;
  /** Origin form. */
  readonly path: string;
  readonly credential: OutgoingCredential;
  readonly gateway: GatewaySide;
}

/**
 * The answer of a host as a client of the gateway may have it: places on hosts that the gateway serves are named as
 * places of the gateway, and no cookie of a host is set for all of them. Exits `upstream-broken`: it leads to another
 * host, where nothing would be judged, perhaps with a right in the address that the gateway's credential made;
 * `no-credential`: the host does not take that credential. Git would take such a 401 for its own and forget the token
 * that it has for the gateway.
 */
export function gatewayAnswer(response: UpstreamResponse, answered: Answered): UpstreamResponse {
  const { target, credential } = answered;
  const { status } = response;
  if (status === 401 && credential.kind === 'brokered') {
    return refuse(
      response,
      'no-credential',
      `${target.host} does not take the credential that the gateway has for it`,
    );
  }
  const location = headerValue(response.rawHeaders, 'location');
  if (location !== null && status >= 300 && status < 400 && throughGateway(location, answered) === null) {
    return refuse(
      response,
      'upstream-broken',
      `${target.host} leads to a host that the gateway does not serve`,
    );
  }
  const { statusMessage, body } = response;
  return {
    ...{ status, statusMessage, body, rawHeaders: rewritten(response.rawHeaders, answered) },
    trailers: () => response.trailers(),
    complete: () => response.complete(),
  };
}

function refuse(response: UpstreamResponse, code: Refusal['code'], message: string): never {
  response.body.destroy();
  throw new Refusal('forward', code, message, { hint: 'ask whoever runs the gateway' });
}

/** `Alt-Svc` would lead clients past the gateway. */
const DROPPED = ['set-cookie', 'alt-svc', 'strict-transport-security', 'public-key-pins'];
const ADDRESSES: ReadonlySet<string> = new Set(['location', 'content-location']);

function rewritten(headers: RawHeaders, answered: Answered): RawHeaders {
  const kept = withoutHeaders(headers, DROPPED);
  const result: string[] = [];
  for (let index = 0; index + 1 < kept.length; index += 2) {
    const [name = '', value = ''] = kept.slice(index, index + 2);
    const lower = name.toLowerCase();
    if (ADDRESSES.has(lower)) {
      const address = throughGateway(value, answered);
      if (address !== null) result.push(name, address);
    } else if (lower === 'link') {
      result.push(
        name,
        value.replaceAll(
          /<([^<>]*)>/g,
          (whole, at: string) => `<${throughGateway(at, answered) ?? whole.slice(1, -1)}>`,
        ),
      );
    } else result.push(name, value);
  }
  return result;
}

/** The same place by way of the gateway; null where that does not serve it. */
function throughGateway(address: string, { target, path, gateway }: Answered): string | null {
  const base = `https://${gatewaySegment(target)}${path}`;
  if (!URL.canParse(address, base)) return null;
  const url = new URL(address, base);
  const place = { host: url.hostname, port: url.port === '' ? HTTPS : Number(url.port) };
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '' || !gateway.serves(place))
    return null;
  return `${gateway.url}/${gatewaySegment(place)}${url.pathname}${url.search}`;
}

const HTTPS = 443;
