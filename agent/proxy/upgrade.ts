import { type RawHeaders, tokens } from '../core/http/headers.ts';
import { type Asked, type ListenerRefusal, refusal } from './listener-refusal.ts';

/**
 * A request that would turn its connection into something nobody reads (WebSocket and the like) is refused with
 * 403: the clients fall back to plain requests then. An offer of h2c is only an offer; it is left unanswered.
 */
export function refuseUpgrade(headers: RawHeaders, asked: Asked): ListenerRefusal | null {
  const wanted = tokens(headers, 'upgrade').filter((protocol) => protocol !== 'h2c');
  if (wanted.length === 0) return null;
  const reason = 'upgrading the connection to another protocol is not supported here';
  const code = 'upgrade-refused';
  return {
    ...refusal(code, reason, asked),
    headers: ['Content-Type', 'application/json'],
    text: JSON.stringify({ error: { message: `countersign: ${reason}`, code } }),
    connection: 'keep',
  };
}
