import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { WebSessionView } from '../../protocol/web-session.ts';
import type { Connection } from '../client/follow.ts';
import { pathOf, type Route } from '../model/route.ts';
import { Link } from './link.tsx';
import { Quoted } from './quoted.tsx';

interface Props {
  readonly route: Route;
  readonly me: WebSessionView;
  readonly connection: Connection;
  readonly waiting: number;
  readonly onSignOut: () => void;
  readonly children: ComponentChildren;
}

/** What stands round every page. A reader of the screen is taken to the heading of each new one. */
export function Frame({ route, me, connection, waiting, onSignOut, children }: Props) {
  const main = useRef<HTMLElement>(null);
  const seen = useRef(pathOf(route));
  useEffect(() => {
    document.title = `${waiting > 0 ? `(${waiting}) ` : ''}${TITLES[route.kind]} · Countersign`;
    if (seen.current === pathOf(route)) return;
    seen.current = pathOf(route);
    main.current?.querySelector('h1')?.focus();
  }, [route, waiting]);
  const isActivity = route.kind === 'activity' || route.kind === 'session';
  return (
    <>
      <a class="skip" href="#content">
        Skip to the content
      </a>
      <header>
        <span class="brand">Countersign</span>
        <nav aria-label="Pages">
          <Link to={{ kind: 'approvals' }} current={!isActivity}>
            Approvals{waiting > 0 && <span class="count">{waiting}</span>}
          </Link>
          <Link to={{ kind: 'activity' }} current={isActivity}>
            Activity
          </Link>
        </nav>
        <span class="who">
          <Quoted text={`${me.subject} (${me.roles.join(', ')})`} />
        </span>
        <vscode-button secondary onClick={onSignOut}>
          Sign out
        </vscode-button>
      </header>
      <div role="status" class="connection">
        {CONNECTION[connection]}
      </div>
      <main id="content" ref={main} tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

const TITLES: Readonly<Record<Route['kind'], string>> = {
  approvals: 'Approvals',
  approval: 'Approval',
  activity: 'Activity',
  session: 'Session',
  unknown: 'Nothing here',
};

const CONNECTION: Readonly<Record<Connection, string>> = {
  connecting: '',
  live: '',
  polling: 'No live updates at the moment; asking every few seconds.',
  away: 'The collector cannot be reached. What is shown may be old.',
};
