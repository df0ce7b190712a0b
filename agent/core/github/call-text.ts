import type { GithubApiAction, GithubWriteAction } from '../../../protocol/github.ts';
import type { Commit, FileChange, InspectedUpdate } from '../../../protocol/operation.ts';

const MAX_COMMITS = 20;
const MAX_CHANGES = 60;

/**
 * A call in words for whoever decides on it, the weightiest first: what is called, on which ref and commit, what
 * changes, and then what is asked as it leaves.
 */
export function callText(action: GithubApiAction | GithubWriteAction): string {
  const { call, repository } = action;
  const where = repository === null ? '' : ` in ${repository.host}/${repository.path}`;
  const head = call.head === '' ? [] : [`head ${call.head}`];
  const update = action.kind === 'github.write' ? updateLines(action.update) : [];
  return [`${call.name}${where}`, ...head, ...update, call.shown].join('\n');
}

function updateLines({
  ref,
  change,
  forced,
  oldId,
  newId,
  commits,
  changes,
}: InspectedUpdate): readonly string[] {
  const net = changes.filter(({ commit }) => commit === 'net');
  const shown = net.length > 0 ? net : changes;
  return [
    `${change} ${ref}${forced ? ' (forced)' : ''}`,
    `${oldId} -> ${newId === '' ? 'a commit that the host makes' : newId}`,
    ...commits.slice(0, MAX_COMMITS).map(commitLine),
    ...more(commits.length - MAX_COMMITS, 'commits'),
    ...shown.slice(0, MAX_CHANGES).map(changeLine),
    ...more(shown.length - MAX_CHANGES, 'changes'),
  ];
}

function commitLine({ id, author, message }: Commit): string {
  return `commit ${id.slice(0, 12)} ${author.name}: ${message.split('\n', 1)[0] ?? ''}`;
}

function changeLine({ kind, path, addedLines, removedLines, opaque }: FileChange): string {
  return `${kind} ${path} +${addedLines} -${removedLines}${opaque === null ? '' : ` (${opaque})`}`;
}

function more(count: number, what: string): readonly string[] {
  return count > 0 ? [`… and ${count} more ${what}`] : [];
}
