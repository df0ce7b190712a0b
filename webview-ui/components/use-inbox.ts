import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Approval } from '../../protocol/approval.ts';
import type { Collector } from '../client/collector.ts';
import { type Connection, follow } from '../client/follow.ts';
import { EMPTY_INBOX, type Inbox, pendingIn, withApprovals } from '../model/inbox.ts';

export interface LiveInbox {
  readonly inbox: Inbox;
  readonly connection: Connection;
  /** Takes in what an answer said, before the stream says it too. */
  readonly hear: (approvals: readonly Approval[]) => void;
}

/** All approvals that the session may see, as they change. `onEnded` hears that nobody is signed in any more. */
export function useInbox(collector: Collector, onEnded: () => void): LiveInbox {
  const [inbox, setInbox] = useState<Inbox>(EMPTY_INBOX);
  const [connection, setConnection] = useState<Connection>('connecting');
  const latest = useRef(inbox);
  const hear = useCallback((approvals: readonly Approval[]) => {
    latest.current = withApprovals(latest.current, approvals);
    setInbox(latest.current);
  }, []);
  useEffect(() => {
    const stop = new AbortController();
    const waiting = () => pendingIn(latest.current).map(({ id }) => id);
    follow(collector, { onApprovals: hear, onConnection: setConnection, waiting }, stop.signal).catch(
      onEnded,
    );
    return () => stop.abort();
  }, [collector, hear, onEnded]);
  return { inbox, connection, hear };
}
