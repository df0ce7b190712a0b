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
  const here = SECTION[route.kind];
  return (
    <>
      <a class="skip" href="#content">
        Skip to the content
      </a>
      <header>
        <span class="brand">Countersign</span>
        <nav aria-label="Pages">
          {SECTIONS.map((kind) => (
            <Link key={kind} to={{ kind }} current={here === kind}>
              {TITLES[kind]}
              {kind === 'approvals' && waiting > 0 && <span class="count">{waiting}</span>}
            </Link>
          ))}
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
  overview: 'Overview',
  log: 'Log',
  policy: 'Policy',
  settings: 'Settings',
  unknown: 'Nothing here',
};

const SECTIONS = ['overview', 'approvals', 'activity', 'log', 'policy', 'settings'] as const;

/** Which of them a page belongs to. */
const SECTION: Readonly<Record<Route['kind'], (typeof SECTIONS)[number] | null>> = {
  approvals: 'approvals',
  approval: 'approvals',
  activity: 'activity',
  session: 'activity',
  overview: 'overview',
  log: 'log',
  policy: 'policy',
  settings: 'settings',
  unknown: null,
};

const CONNECTION: Readonly<Record<Connection, string>> = {
  connecting: '',
  live: '',
  polling: 'No live updates at the moment; asking every few seconds.',
  away: 'The collector cannot be reached. What is shown may be old.',
};
