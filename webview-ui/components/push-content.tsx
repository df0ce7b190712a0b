import type { ApprovalChange, ApprovalCommit, PushSummary } from '../../protocol/approval.ts';
import { counted, marksOf } from '../model/words.ts';
import { Empty } from './notice.tsx';
import { Quoted } from './quoted.tsx';
import { type Column, Table } from './table.tsx';

const SHORT_OBJECT_ID = 12;

export function PushContent({ summary }: { readonly summary: PushSummary }) {
  const { commits, commitCount, changes, changeCount } = summary;
  return (
    <>
      <h2>
        Commits <span class="count">{commitCount}</span>
      </h2>
      {commitCount === 0 ? (
        <Empty>No commit is new on this ref.</Empty>
      ) : (
        <Table label="Commits" columns={COMMIT_COLUMNS} rows={commits} keyOf={({ id }) => id} />
      )}
      <Rest count={commitCount - commits.length} what="commit" />
      <h2>
        Changes <span class="count">{changeCount}</span>
      </h2>
      {changeCount === 0 ? (
        <Empty>No file changes.</Empty>
      ) : (
        <Table
          label="Changes"
          columns={CHANGE_COLUMNS}
          rows={changes}
          keyOf={({ commit, path }) => `${commit} ${path}`}
        />
      )}
      <Rest count={changeCount - changes.length} what="change" />
    </>
  );
}

const COMMIT_COLUMNS: readonly Column<ApprovalCommit>[] = [
  { name: 'Commit', kind: 'short', cell: ({ id }) => <code title={id}>{id.slice(0, SHORT_OBJECT_ID)}</code> },
  { name: 'Author', cell: ({ author }) => <Quoted text={author} wrap /> },
  { name: 'Subject', cell: ({ subject }) => <Quoted text={subject} wrap /> },
];

const CHANGE_COLUMNS: readonly Column<ApprovalChange>[] = [
  {
    name: 'In',
    kind: 'short',
    cell: ({ commit }) => <code title={commit}>{commit.slice(0, SHORT_OBJECT_ID)}</code>,
  },
  { name: 'Change', kind: 'short', cell: ({ kind }) => kind },
  {
    name: 'Lines',
    kind: 'short',
    cell: ({ addedLines, removedLines }) => (
      <>
        <span class="added">+{addedLines}</span> <span class="removed">−{removedLines}</span>
      </>
    ),
  },
  { name: 'Path', cell: ({ path }) => <Quoted text={path} wrap /> },
  { name: 'Marks', cell: (change) => <Marks change={change} /> },
];

function Marks({ change }: { readonly change: ApprovalChange }) {
  return (
    <>
      {marksOf(change).map((mark) => (
        <span class="mark" key={mark}>
          <Quoted text={mark} wrap />
        </span>
      ))}
    </>
  );
}

function Rest({ count, what }: { readonly count: number; readonly what: string }) {
  return count > 0 ? <p class="notice warn">{counted(count, `more ${what}`)} not shown here.</p> : null;
}
