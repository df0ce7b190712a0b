import { useState } from 'preact/hooks';
import type { Approval } from '../../protocol/approval.ts';
import { decidedIn, pendingIn } from '../model/inbox.ts';
import { ApprovalRow } from './approval-row.tsx';
import { Empty, Loading } from './notice.tsx';
import type { LiveInbox } from './use-inbox.ts';

export function InboxPage({ inbox, connection }: LiveInbox) {
  const pending = pendingIn(inbox);
  const decided = decidedIn(inbox);
  const isLoading = connection === 'connecting' && inbox.size === 0;
  return (
    <>
      <h1 tabIndex={-1}>Approvals</h1>
      <section aria-labelledby="waiting">
        <h2 id="waiting">
          Waiting <span class="count">{pending.length}</span>
        </h2>
        {isLoading && <Loading what="approvals" />}
        {!isLoading && pending.length === 0 && <Empty>Nothing waits for a decision.</Empty>}
        <ApprovalList approvals={pending} />
      </section>
      <section aria-labelledby="earlier">
        <h2 id="earlier">Earlier</h2>
        {!isLoading && decided.length === 0 && <Empty>Nothing was decided yet.</Empty>}
        <ApprovalList approvals={decided} />
      </section>
    </>
  );
}

/** Rows that are drawn at once; a thousand of them would make a page slow. */
const PAGE = 50;

function ApprovalList({ approvals }: { readonly approvals: readonly Approval[] }) {
  const [shown, setShown] = useState(PAGE);
  if (approvals.length === 0) return null;
  const rest = approvals.length - shown;
  return (
    <>
      <ul class="rows">
        {approvals.slice(0, shown).map((approval) => (
          <ApprovalRow key={approval.id} approval={approval} />
        ))}
      </ul>
      {rest > 0 && (
        <vscode-button secondary onClick={() => setShown(shown + PAGE)}>
          Show {Math.min(rest, PAGE)} more of {rest}
        </vscode-button>
      )}
    </>
  );
}
