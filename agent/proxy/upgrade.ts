import { type RawHeaders, tokens } from '../core/http/headers.ts';
import type { ListenerRefusal } from './accept.ts';

/**
 * A request that would turn its connection into something nobody reads (WebSocket and the like) is refused with
 * 403: the clients fall back to plain requests then. An offer of h2c is only an offer; it is left unanswered.
 */
export function refuseUpgrade(headers: RawHeaders): ListenerRefusal | null {
  const wanted = tokens(headers, 'upgrade').filter((protocol) => protocol !== 'h2c');
  if (wanted.length === 0) return null;
  const message = 'countersign: upgrading the connection to another protocol is not supported here';
  return {
    kind: 'refused',
    status: 403,
    headers: ['Content-Type', 'application/json'],
    text: JSON.stringify({ error: { message, code: 'upgrade-refused' } }),
    connection: 'keep',
  };
}
