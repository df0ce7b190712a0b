import type { CommitRange, ListedCommit } from './history.ts';
import type { InspectionContext } from './inspection-context.ts';
import type { ContentSink } from './object-reader.ts';

/** As many commits as most pushes bring. To read more of them in turn takes longer than a process that lists them. */
const MAX_COMMITS = 8;
const MAX_HEAD_BYTES = 256;
/** The beginning of a commit with one parent, and nothing that could be read as another one (`parse_commit_buffer`). */
const ONE_PARENT = /^tree ([0-9a-f]{40}|[0-9a-f]{64})\nparent ([0-9a-f]{40}|[0-9a-f]{64})\nauthor /;

export interface CommitSource {
  readonly reader: Pick<InspectionContext['reader'], 'contents'>;
  readonly passed: Pick<InspectionContext['passed'], 'commits'>;
}

/**
 * The commits of `tip ^base`, newest first, where they are a line that leads straight to the base, of few but for those
 * that passed by; null where they are not, or not all of them are here. Nothing on such a line can be reached from its
 * own end, so that it is the whole range. It is read from a process that runs already.
 */
export async function commitLine(
  { reader, passed }: CommitSource,
  { tip, base }: CommitRange,
): Promise<readonly ListedCommit[] | null> {
  if (base === null) return null;
  const commits: ListedCommit[] = [];
  let reads = 0;
  for (let id = tip; id !== base; ) {
    const known = passed.commits.get(id);
    if (known === undefined && reads++ === MAX_COMMITS) return null;
    const commit = known === undefined ? readLineCommit(id, await headOf(reader, id)) : known.listed;
    const [parent] = commit?.parents ?? [];
    if (commit === null || parent === undefined) return null;
    commits.push(commit);
    id = parent;
  }
  return commits;
}

/** The commit that begins with these bytes, if git takes it for nothing but one with one parent. */
export function readLineCommit(id: string, bytes: Uint8Array): ListedCommit | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, MAX_HEAD_BYTES));
  const [, tree, parent] = ONE_PARENT.exec(head.toString('latin1')) ?? [];
  return tree === undefined || parent === undefined ? null : { id, tree, parents: [parent] };
}

/** The first bytes of a commit; empty for what is none, or is not here. */
async function headOf(reader: CommitSource['reader'], id: string): Promise<Uint8Array> {
  const head = Buffer.alloc(MAX_HEAD_BYTES);
  let length = 0;
  await reader.contents([id], (_index, found): ContentSink | null => {
    if (found?.type !== 'commit') return null;
    return (piece) => {
      head.set(piece.subarray(0, MAX_HEAD_BYTES - length), length);
      length = Math.min(MAX_HEAD_BYTES, length + piece.length);
    };
  });
  return head.subarray(0, length);
}
