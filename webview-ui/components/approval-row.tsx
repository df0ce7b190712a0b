import { type Approval, boundTo } from '../../protocol/approval.ts';
import { durationWords, extentOf } from '../model/words.ts';
import { Link } from './link.tsx';
import { Quoted } from './quoted.tsx';
import { StateBadge } from './state-badge.tsx';
import { useNow } from './use-now.ts';

/** Who wants what, why that is asked about, and for how long it has waited. */
export function ApprovalRow({ approval }: { readonly approval: Approval }) {
  const { id, binding, summary, state } = approval;
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
        {whyIn(approval).map((why) => (
          <span class="row-line why" key={why}>
            <Quoted text={why} />
          </span>
        ))}
      </Link>
    </li>
  );
}

/** Each reason of what has to be decided; of what was decided the rules alone. */
function whyIn({ requirements, state }: Approval): readonly string[] {
  if (state.kind === 'pending') return requirements.map(({ rule, message }) => `${rule.id}: ${message}`);
  return [requirements.map(({ rule }) => rule.id).join(', ')];
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
