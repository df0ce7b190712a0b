import { useState } from 'preact/hooks';
import type { ApprovalCommit } from '../../protocol/approval.ts';
import type { DiffContent, DiffHunk, FileDiff, PushDiff } from '../../protocol/push-diff.ts';
import { byCommit, countLines, HIDDEN_WORDS, linesOf } from '../model/diff-lines.ts';
import { counted } from '../model/words.ts';
import { Empty } from './notice.tsx';
import { Quoted } from './quoted.tsx';

interface Props {
  readonly diff: PushDiff;
  readonly commits: readonly ApprovalCommit[];
}

/** Files that are unfolded from the start, of a push that changes many. */
const OPEN_FILES = 8;

/** What a push changes, line by line, commit by commit. */
export function PushDiffView({ diff, commits }: Props) {
  const { files, moreFiles, moreCommits } = diff;
  const subjects = new Map(commits.map(({ id, subject }) => [id, subject]));
  return (
    <>
      {files.length === 0 && <Empty>There is no line to show.</Empty>}
      {[...byCommit(files)].map(([commit, changed]) => (
        <div class="commit" key={commit}>
          <CommitHead commit={commit} subject={subjects.get(commit) ?? ''} />
          {changed.map((file) => (
            <ChangedFile
              key={`${file.path} ${file.kind}`}
              file={file}
              isOpenAtFirst={files.indexOf(file) < OPEN_FILES}
            />
          ))}
        </div>
      ))}
      <More count={moreFiles} what="changed file" />
      <More count={moreCommits} what="commit" />
    </>
  );
}

const SHORT_OBJECT_ID = 12;

function CommitHead({ commit, subject }: { readonly commit: string; readonly subject: string }) {
  if (commit === 'net') return <h3>From old to new, as a whole</h3>;
  return (
    <h3>
      <code title={commit}>{commit.slice(0, SHORT_OBJECT_ID)}</code> <Quoted text={subject} wrap />
    </h3>
  );
}

function ChangedFile({ file, isOpenAtFirst }: { readonly file: FileDiff; readonly isOpenAtFirst: boolean }) {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  return (
    <details class="file" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Quoted text={file.path} wrap /> <span class="dim">{file.kind}</span>{' '}
        {file.content.kind === 'lines' && <Counts file={file} />}
      </summary>
      {isOpen && <Content path={file.path} content={file.content} />}
    </details>
  );
}

function Counts({ file }: { readonly file: FileDiff }) {
  const { added, removed } = countLines(file);
  return (
    <span class="lines">
      <span class="added">+{added}</span> <span class="removed">−{removed}</span>
    </span>
  );
}

function Content({ path, content }: { readonly path: string; readonly content: DiffContent }) {
  if (content.kind === 'hidden') return <p class="notice">{HIDDEN_WORDS[content.why]}</p>;
  const { hunks, moreLines } = content;
  return (
    <>
      {hunks.length === 0 && moreLines === 0 && <Empty>No line changes.</Empty>}
      {hunks.length > 0 && <Lines path={path} hunks={hunks} />}
      <More count={moreLines} what="changed line" />
    </>
  );
}

const SIGNS = { added: '+', removed: '−', both: '' } as const;

function Lines({ path, hunks }: { readonly path: string; readonly hunks: readonly DiffHunk[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it with the keyboard.
    // biome-ignore lint/a11y/useSemanticElements: no landmark, of which there would be one a file, and no form.
    <div class="scroll diff" role="group" tabIndex={0} aria-label={`Lines of ${path}`}>
      <table>
        <thead class="unseen">
          <tr>
            <th scope="col">Old</th>
            <th scope="col">New</th>
            <th scope="col">Change</th>
            <th scope="col">Line</th>
          </tr>
        </thead>
        {hunks.map((hunk) => (
          <tbody key={`${hunk.oldStart} ${hunk.newStart}`}>
            {linesOf(hunk).map(({ side, oldNumber, newNumber, text }) => (
              <tr key={`${oldNumber ?? ''} ${newNumber ?? ''}`} class={side}>
                <td class="number">{oldNumber}</td>
                <td class="number">{newNumber}</td>
                <td>{SIGNS[side]}</td>
                <td class="text">
                  <bdi>{text}</bdi>
                </td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

function More({ count, what }: { readonly count: number; readonly what: string }) {
  return count > 0 ? <p class="notice warn">{counted(count, `more ${what}`)} not shown.</p> : null;
}
