import type { Approval, PushSummary } from '../../protocol/approval.ts';
import { Empty } from '../components/notice.tsx';
import { Quoted } from '../components/quoted.tsx';
import { RequestContent } from '../components/request-content.tsx';
import { counted, marksOf } from '../model/words.ts';

/** What an approval would let happen, in a column that is narrow. */
export function Content({ approval: { binding, summary } }: { readonly approval: Approval }) {
  if (summary.kind === 'push') return <PushLines summary={summary} />;
  return <RequestContent action={binding.action} summary={summary} />;
}

const SHORT_OBJECT_ID = 8;

function PushLines({ summary }: { readonly summary: PushSummary }) {
  const { commits, commitCount, changes, changeCount } = summary;
  return (
    <>
      <h3>{counted(commitCount, 'commit')}</h3>
      {commitCount === 0 && <Empty>No commit is new on this ref.</Empty>}
      <ul class="lines-list">
        {commits.map(({ id, author, subject }) => (
          <li key={id}>
            <Quoted text={subject} wrap />
            <span class="dim">
              <code title={id}>{id.slice(0, SHORT_OBJECT_ID)}</code> <Quoted text={author} />
            </span>
          </li>
        ))}
      </ul>
      <Rest count={commitCount - commits.length} what="commit" />
      <h3>{counted(changeCount, 'change')}</h3>
      {changeCount === 0 && <Empty>No file changes.</Empty>}
      <ul class="lines-list">
        {changes.map((change) => (
          <li key={`${change.commit} ${change.path}`}>
            <span class="change">
              <Quoted text={change.path} wrap />
              <span class="lines">
                <span class="added">+{change.addedLines}</span>{' '}
                <span class="removed">−{change.removedLines}</span>
              </span>
            </span>
            {marksOf(change).map((mark) => (
              <span class="mark" key={mark}>
                <Quoted text={mark} wrap />
              </span>
            ))}
          </li>
        ))}
      </ul>
      <Rest count={changeCount - changes.length} what="change" />
    </>
  );
}

function Rest({ count, what }: { readonly count: number; readonly what: string }) {
  return count > 0 ? <p class="notice warn">{counted(count, `more ${what}`)} not shown here.</p> : null;
}
