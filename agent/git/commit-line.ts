import type { CommitRange, ListedCommit } from './history.ts';
import type { ContentSink, ObjectReader } from './object-reader.ts';

/** As many commits as most pushes bring. To read more of them in turn takes longer than a process that lists them. */
const MAX_COMMITS = 8;
const MAX_HEAD_BYTES = 256;
/** The beginning of a commit with one parent, and nothing that could be read as another one (`parse_commit_buffer`). */
const ONE_PARENT = /^tree ([0-9a-f]{40}|[0-9a-f]{64})\nparent ([0-9a-f]{40}|[0-9a-f]{64})\nauthor /;

/**
 * The commits of `tip ^base`, newest first, where they are a line of few that leads straight to the base; null where
 * they are not, or not all of them are here. Nothing on such a line can be reached from its own end, so that it is
 * the whole range. It is read from a process that runs already.
 */
export async function commitLine(
  reader: Pick<ObjectReader, 'contents'>,
  { tip, base }: CommitRange,
): Promise<readonly ListedCommit[] | null> {
  if (base === null) return null;
  const commits: ListedCommit[] = [];
  for (let id = tip; id !== base; ) {
    if (commits.length === MAX_COMMITS) return null;
    const [, tree, parent] = ONE_PARENT.exec(await headOf(reader, id)) ?? [];
    if (tree === undefined || parent === undefined) return null;
    commits.push({ id, tree, parents: [parent] });
    id = parent;
  }
  return commits;
}

/** The first bytes of a commit; empty for what is none, or is not here. */
async function headOf(reader: Pick<ObjectReader, 'contents'>, id: string): Promise<string> {
  let head = '';
  await reader.contents([id], (_index, found): ContentSink | null => {
    if (found?.type !== 'commit') return null;
    return (piece) => {
      if (head.length < MAX_HEAD_BYTES)
        head += Buffer.from(piece.subarray(0, MAX_HEAD_BYTES)).toString('latin1');
    };
  });
  return head;
}
