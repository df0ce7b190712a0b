import { type Approval, boundTo } from '../../protocol/approval.ts';
import { durationWords, extentOf } from '../model/words.ts';
import { Link } from './link.tsx';
import { Quoted } from './quoted.tsx';
import { StateBadge } from './state-badge.tsx';
import { useNow } from './use-now.ts';

/** Who wants what, why that is asked about, and for how long it has waited. */
export function ApprovalRow({ approval }: { readonly approval: Approval }) {
  const { id, binding, summary, requirements, state } = approval;
  const { where, what } = boundTo(binding);
  return (
    <li>
      <Link to={{ kind: 'approval', id }} class="row">
        <span class="row-head">
          <Quoted text={where} />
          <strong>
            <Quoted text={what} />
          </strong>
          <StateBadge state={state} />
        </span>
        <span class="row-line">
          <Quoted
            text={`${binding.requester} (${summary.actor}, ${summary.program}): ${extentOf(approval)}`}
          />
          <Waited approval={approval} />
        </span>
        {requirements.map(({ rule, message }) => (
          <span class="row-line why" key={rule.id}>
            <Quoted text={`${rule.id}: ${message}`} />
          </span>
        ))}
      </Link>
    </li>
  );
}

function Waited({ approval: { state, askedAt } }: { readonly approval: Approval }) {
  const now = useNow();
  const ago = durationWords(now - Date.parse(askedAt));
  return (
    <time dateTime={askedAt} title={askedAt} class="when">
      {state.kind === 'pending' ? `waiting for ${ago}` : `asked ${ago} ago`}
    </time>
  );
}
