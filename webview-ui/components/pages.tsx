import { useCallback } from 'preact/hooks';
import type { CallerRole } from '../../protocol/caller-role.ts';
import type { WebSessionView } from '../../protocol/web-session.ts';
import type { Collector } from '../client/collector.ts';
import { pendingIn } from '../model/inbox.ts';
import type { Route } from '../model/route.ts';
import { ActivityPage } from './activity-page.tsx';
import { ApprovalPage } from './approval-page.tsx';
import { Frame } from './frame.tsx';
import { InboxPage } from './inbox-page.tsx';
import { Link } from './link.tsx';
import { LogPage } from './log-page.tsx';
import { OverviewPage } from './overview-page.tsx';
import { PolicyPage } from './policy-page.tsx';
import { SessionPage } from './session-page.tsx';
import { SettingsPage } from './settings-page.tsx';
import { type LiveInbox, useInbox } from './use-inbox.ts';
import { useRoute } from './use-route.ts';

interface Props {
  readonly me: WebSessionView;
  readonly collector: Collector;
  /** Told why nobody is signed in any more; null when that was wished. */
  readonly onLeft: (why: string | null) => void;
}

export function Pages({ me, collector, onLeft }: Props) {
  const route = useRoute();
  const onEnded = useCallback(() => onLeft('Your session has ended. Sign in again.'), [onLeft]);
  const live = useInbox(collector, onEnded);
  const signOut = () => {
    const left = () => onLeft(null);
    collector.signOut().then(left, left);
  };
  const waiting = pendingIn(live.inbox).length;
  return (
    <Frame route={route} me={me} connection={live.connection} waiting={waiting} onSignOut={signOut}>
      <Page me={me} collector={collector} live={live} />
    </Frame>
  );
}

type PageProps = Omit<Props, 'onLeft'> & { readonly live: LiveInbox };

function Page({ me, collector, live }: PageProps) {
  const route = useRoute();
  switch (route.kind) {
    case 'approvals':
      return <InboxPage {...live} />;
    case 'approval':
      return <ApprovalPage id={route.id} me={me} collector={collector} live={live} />;
    case 'unknown':
      return (
        <>
          <h1 tabIndex={-1}>Nothing here</h1>
          <p>
            <Link to={{ kind: 'approvals' }}>To the approvals</Link>
          </p>
        </>
      );
    case 'settings':
      return <SettingsPage me={me} collector={collector} />;
    case 'overview':
    case 'activity':
    case 'session':
    case 'log':
    case 'policy':
      return READERS[route.kind].some((role) => me.roles.includes(role)) ? (
        <WatchersPage route={route} me={me} collector={collector} />
      ) : (
        <ForOthers me={me} readers={READERS[route.kind]} />
      );
  }
}

/** Who may see which page, as the collector has it. */
const READERS = {
  overview: ['auditor'],
  activity: ['auditor'],
  session: ['auditor'],
  log: ['auditor', 'admin'],
  policy: ['auditor', 'policy-publisher', 'admin'],
} as const satisfies Readonly<Partial<Record<Route['kind'], readonly CallerRole[]>>>;

type WatchersRoute = Extract<Route, { readonly kind: keyof typeof READERS }>;

function WatchersPage({ route, me, collector }: Omit<Props, 'onLeft'> & { readonly route: WatchersRoute }) {
  switch (route.kind) {
    case 'overview':
      return <OverviewPage collector={collector} />;
    case 'activity':
      return <ActivityPage collector={collector} />;
    case 'session':
      return <SessionPage key={route.id} id={route.id} me={me} collector={collector} />;
    case 'log':
      return <LogPage me={me} collector={collector} />;
    case 'policy':
      return <PolicyPage collector={collector} />;
  }
}

function ForOthers({ me, readers }: Pick<Props, 'me'> & { readonly readers: readonly CallerRole[] }) {
  return (
    <>
      <h1 tabIndex={-1}>For others</h1>
      <p class="notice">
        You are signed in as {me.roles.join(', ')}. This is for whoever is {readers.join(' or ')}: sign in as
        one.
      </p>
    </>
  );
}
