import { updateIn } from '../../../policy/bindings.ts';
import { WORKSPACE_FILE } from '../../../policy/workspace.ts';
import type { Action } from '../../../protocol/operation.ts';

export function reads(action: Action): boolean {
  return action.kind === 'git.fetch' || (action.kind === 'github.api' && action.call.access === 'read');
}

/** A write that changes the repository's own policy and nothing else, in any of its commits. */
export function mends(action: Action): boolean {
  const update = updateIn(action);
  if (update === null || update.change === 'delete') return false;
  return update.changes.length > 0 && update.changes.every(({ path }) => isOfPolicy(path));
}

/** What is there may be a folder. */
function isOfPolicy(path: string): boolean {
  return path === WORKSPACE_FILE || path.startsWith(`${WORKSPACE_FILE}/`);
}

/** Changes nothing by itself: what is merged is judged when it is. */
export function opensMending(action: Action): boolean {
  return action.kind === 'github.api' && action.call.name === 'pulls.create';
}
