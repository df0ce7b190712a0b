import type { HoldsAnswer, InboxAnswer } from '../../protocol/panel-view.ts';
import { Empty, Loading } from '../components/notice.tsx';
import { Quoted } from '../components/quoted.tsx';
import type { Loaded, LoadedInbox } from '../model/panel-model.ts';
import { CommandButton } from './connection-strip.tsx';
import type { Folds } from './fold.tsx';
import { HoldItem } from './hold-item.tsx';
import type { Host } from './host.ts';
import { InboxItem } from './inbox-item.tsx';
import { FaultNotice, Shown } from './loaded.tsx';

interface Props {
  readonly holds: Loaded<HoldsAnswer>;
  readonly inbox: LoadedInbox;
  readonly host: Host;
  readonly folds: Folds;
}

/** What of mine waits for others, then what waits for me. */
export function ApprovalsSection({ holds, inbox, host, folds }: Props) {
  return (
    <>
      <section aria-labelledby="mine">
        <h2 id="mine">Yours, with a reviewer</h2>
        <Shown what="what waits" loaded={holds}>
          {(value) => <Mine {...value} host={host} folds={folds} />}
        </Shown>
      </section>
      <section aria-labelledby="inbox">
        <h2 id="inbox">For you to decide</h2>
        <Inbox inbox={inbox} host={host} folds={folds} />
      </section>
    </>
  );
}

function Mine({ holds, host, folds }: HoldsAnswer & Pick<Props, 'host' | 'folds'>) {
  if (holds.length === 0)
    return <Empty>Nothing waits. A push that needs a second signature shows up here.</Empty>;
  return (
    <ul class="cards">
      {holds.map((hold) => (
        <HoldItem key={`${hold.exchange} ${hold.approval.id}`} hold={hold} host={host} folds={folds} />
      ))}
    </ul>
  );
}

function Inbox({ inbox, host, folds }: Pick<Props, 'inbox' | 'host' | 'folds'>) {
  switch (inbox.kind) {
    case 'loading':
      return <Loading what="the inbox" />;
    case 'signed-out':
      return (
        <div class="empty">
          <p>Sign in as a reviewer to decide what others ask for.</p>
          <CommandButton command="sign-in" onCommand={host.command} />
        </div>
      );
    case 'failed':
      return <FaultNotice fault={inbox.fault} />;
    case 'known':
      return (
        <>
          {inbox.fault !== null && <FaultNotice fault={inbox.fault} old />}
          <Decidable {...inbox.value} host={host} folds={folds} />
        </>
      );
  }
}

function Decidable({ me, approvals, host, folds }: InboxAnswer & Pick<Props, 'host' | 'folds'>) {
  return (
    <>
      {approvals.length === 0 && <Empty>Nothing waits for your decision.</Empty>}
      {approvals.length > 0 && (
        <ul class="cards">
          {approvals.map((approval) => (
            <InboxItem key={approval.id} approval={approval} me={me} host={host} folds={folds} />
          ))}
        </ul>
      )}
      <p class="signed-in">
        Signed in as <Quoted text={me.subject} />.{' '}
        <button type="button" class="text-button" onClick={() => host.command('sign-out')}>
          Sign out
        </button>
      </p>
    </>
  );
}
