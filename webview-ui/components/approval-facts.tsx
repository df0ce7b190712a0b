import type { Approval } from '../../protocol/approval.ts';
import { approverWords } from '../../protocol/quorum.ts';
import { durationWords } from '../model/words.ts';
import { Fact, Facts } from './facts.tsx';
import { Link } from './link.tsx';
import { Quoted } from './quoted.tsx';
import { useNow } from './use-now.ts';

/** What is bound is named from the binding, not from its description. */
export function ApprovalFacts({
  approval,
  isAuditor,
}: {
  readonly approval: Approval;
  readonly isAuditor: boolean;
}) {
  const { binding, summary, askedAt, expiresAt, requirements, votes } = approval;
  const now = useNow();
  return (
    <>
      <Facts>
        <Fact name="Asked by">
          <Quoted text={`${binding.requester} (${summary.actor}, ${summary.program})`} wrap />
        </Fact>
        <BoundFacts approval={approval} />
        <Fact name="Session">
          {isAuditor ? (
            <Link to={{ kind: 'session', id: summary.session }}>
              <Quoted text={summary.session} wrap />
            </Link>
          ) : (
            <Quoted text={summary.session} wrap />
          )}
        </Fact>
        <Fact name="Asked">
          <time dateTime={askedAt} title={askedAt}>
            {durationWords(now - Date.parse(askedAt))} ago
          </time>
          , kept until <time dateTime={expiresAt}>{expiresAt}</time>
        </Fact>
      </Facts>
      <h2>Why it is asked</h2>
      <ul class="plain">
        {requirements.map(({ rule, message, approvers, quorum }) => (
          <li key={rule.id}>
            <Quoted text={message} wrap /> <span class="dim">rule</span> <Quoted text={rule.id} wrap />
            <span class="dim">, decided by</span> <Quoted text={approverWords(approvers, quorum)} wrap />
          </li>
        ))}
      </ul>
      {votes.length > 0 && (
        <>
          <h2>Votes</h2>
          <ul class="plain">
            {votes.map(({ by, verdict, reason, at }) => (
              <li key={`${by} ${at}`}>
                <Quoted text={by} wrap /> {verdict === 'approve' ? 'approved' : 'denied'} at{' '}
                <time dateTime={at}>{at}</time>
                {reason !== '' && (
                  <>
                    : <Quoted text={reason} wrap />
                  </>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function BoundFacts({ approval: { binding, summary } }: { readonly approval: Approval }) {
  if (binding.action !== 'git.push') {
    return (
      <>
        <Fact name="Host">
          <Quoted text={binding.host} wrap />
        </Fact>
        <Fact name="Request">
          <Quoted text={`${binding.action} ${binding.path}`} wrap />
        </Fact>
        <Fact name="Digest">
          <code class="wraps">{binding.request}</code>
        </Fact>
      </>
    );
  }
  return (
    <>
      <Fact name="Repository">
        <Quoted text={binding.repository} wrap />
      </Fact>
      <Fact name="Ref">
        <Quoted text={binding.ref} wrap />{' '}
        {summary.kind === 'push' && <span class="dim">({summary.change})</span>}
        {summary.kind === 'push' && summary.forced && (
          <strong class="warn"> Forced: commits are taken out of the history</strong>
        )}
      </Fact>
      <Fact name="Old and new">
        <code class="wraps">{binding.oldId}</code> → <code class="wraps">{binding.newId}</code>
      </Fact>
    </>
  );
}
