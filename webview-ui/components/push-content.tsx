import type { ApprovalChange, ApprovalCommit, PushSummary } from '../../protocol/approval.ts';
import { counted, marksOf } from '../model/words.ts';
import { Empty } from './notice.tsx';
import { Quoted } from './quoted.tsx';

const SHORT_OBJECT_ID = 12;

export function PushContent({ summary }: { readonly summary: PushSummary }) {
  const { commits, commitCount, changes, changeCount } = summary;
  return (
    <>
      <h2>
        Commits <span class="count">{commitCount}</span>
      </h2>
      {commitCount === 0 ? <Empty>No commit is new on this ref.</Empty> : <Commits commits={commits} />}
      <Rest count={commitCount - commits.length} what="commit" />
      <h2>
        Changes <span class="count">{changeCount}</span>
      </h2>
      {changeCount === 0 ? <Empty>No file changes.</Empty> : <Changes changes={changes} />}
      <Rest count={changeCount - changes.length} what="change" />
    </>
  );
}

function Commits({ commits }: { readonly commits: readonly ApprovalCommit[] }) {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Commit</th>
            <th scope="col">Author</th>
            <th scope="col">Subject</th>
          </tr>
        </thead>
        <tbody>
          {commits.map(({ id, author, subject }) => (
            <tr key={id}>
              <td>
                <code title={id}>{id.slice(0, SHORT_OBJECT_ID)}</code>
              </td>
              <td>
                <Quoted text={author} wrap />
              </td>
              <td>
                <Quoted text={subject} wrap />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Changes({ changes }: { readonly changes: readonly ApprovalChange[] }) {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">In</th>
            <th scope="col">Change</th>
            <th scope="col">Lines</th>
            <th scope="col">Path</th>
            <th scope="col">Marks</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={`${change.commit} ${change.path}`}>
              <td>
                <code title={change.commit}>{change.commit.slice(0, SHORT_OBJECT_ID)}</code>
              </td>
              <td>{change.kind}</td>
              <td class="lines">
                <span class="added">+{change.addedLines}</span>{' '}
                <span class="removed">−{change.removedLines}</span>
              </td>
              <td>
                <Quoted text={change.path} wrap />
              </td>
              <td>
                {marksOf(change).map((mark) => (
                  <span class="mark" key={mark}>
                    <Quoted text={mark} wrap />
                  </span>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Rest({ count, what }: { readonly count: number; readonly what: string }) {
  return count > 0 ? <p class="notice warn">{counted(count, `more ${what}`)} not shown here.</p> : null;
}
