import type { ExchangePorts } from './ports.ts';
import { Refusal } from './refusal.ts';
import { refuseRevoked } from './revoked-refusal.ts';
import type { Authorized } from './stages.ts';
import type { UpstreamRequest, UpstreamResponse } from './upstream.ts';

/** The answer to what an exchange sends. Exit `upstream-unreachable`, and that of a session that was revoked meanwhile. */
export async function askedUpstream(
  authorized: Authorized,
  request: UpstreamRequest,
  ports: Pick<ExchangePorts, 'upstream' | 'fault'>,
): Promise<UpstreamResponse> {
  try {
    return await ports.upstream.request(request);
  } catch (cause) {
    refuseRevoked('forward', authorized.signal);
    ports.fault({ step: 'forward', exchange: authorized.exchange, cause });
    throw new Refusal('forward', 'upstream-unreachable', `${request.target.host} could not be reached`, {
      hint: 'check the network and the certificate of the server; the agent log says what failed',
      cause,
    });
  }
}
