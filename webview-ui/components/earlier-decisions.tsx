import type { Approval } from '../../protocol/approval.ts';
import { counted } from '../model/words.ts';
import { Link } from './link.tsx';
import { Empty } from './notice.tsx';
import { Quoted } from './quoted.tsx';
import { StateBadge } from './state-badge.tsx';

/** What was decided before on the same ref, or the same request. */
export function EarlierDecisions({ earlier }: { readonly earlier: readonly Approval[] }) {
  if (earlier.length === 0) return <Empty>Nobody asked for this before.</Empty>;
  return (
    <ul class="plain earlier">
      {earlier.map(({ id, askedAt, state, binding, votes }) => (
        <li key={id}>
          <StateBadge state={state} />{' '}
          <Link to={{ kind: 'approval', id }}>
            <time dateTime={askedAt}>{askedAt.slice(0, 16).replace('T', ' ')}</time>
          </Link>{' '}
          <Quoted text={`${binding.requester}, ${votesWords(votes)}`} wrap />
        </li>
      ))}
    </ul>
  );
}

function votesWords(votes: Approval['votes']): string {
  if (votes.length === 0) return counted(0, 'vote');
  return votes
    .map(({ by, verdict, reason }) => `${verdict} by ${by}${reason === '' ? '' : `: ${reason}`}`)
    .join('; ');
}
