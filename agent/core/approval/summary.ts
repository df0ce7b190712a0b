import type {
  ApprovalBinding,
  ApprovalChange,
  ApprovalCommit,
  ApprovalSummary,
  PushSummary,
} from '../../../protocol/approval.ts';
import type { Commit, FileChange, GitPushAction, Operation } from '../../../protocol/operation.ts';
import { printablePrefix } from '../../../protocol/printable.ts';
import { ApprovalBindingError, canBeHeld } from './binding.ts';
import { requestSummary } from './request-summary.ts';

export interface SummaryLimits {
  readonly maxCommits: number;
  readonly maxChanges: number;
}

/** Longest texts of a summary, in characters of the original; the collector refuses longer ones. */
const MAX_NAME = 200;
const MAX_SUBJECT = 200;
const MAX_PATH = 1024;
const MAX_REF = 1024;
const MAX_TERMS = 32;

export interface SummaryOptions {
  readonly binding: ApprovalBinding;
  readonly limits: SummaryLimits;
  /** Keeps back what a detector finds in the text of a request. */
  readonly maskText: (text: string) => string;
}

/** What a reviewer is shown of what is bound. Throws ApprovalBindingError. */
export function summaryOf(
  operation: Omit<Operation, 'circumstances'>,
  { binding, limits, maskText }: SummaryOptions,
): ApprovalSummary {
  const { action } = operation;
  if (canBeHeld(action)) {
    if (action.kind === 'git.push') return pushSummary(operation, action, { limits, maskText });
    if (binding.action !== 'git.push') return requestSummary(operation, action, { binding, maskText });
  }
  throw new ApprovalBindingError('cannot-be-held', `an approval was asked for ${action.kind}`);
}

/**
 * What a reviewer is shown of a push. Everything a requester wrote is cut and made printable here, before it
 * travels. `changeCount` is the number of changes there would be without the bound: marked ones (opaque, or
 * holding a diff term) in any commit, net ones, and those that only the history shows, in this order, so that
 * nothing marked is buried under harmless changes.
 */
function pushSummary(
  { subject, session }: Pick<Operation, 'subject' | 'session'>,
  action: GitPushAction,
  { limits, maskText }: Pick<SummaryOptions, 'limits' | 'maskText'>,
): PushSummary {
  const { repository, update } = action;
  const changes = changesToShow(update.changes);
  return {
    kind: 'push',
    repository: printablePrefix(`${repository.host}/${repository.path}`, MAX_PATH),
    ref: printablePrefix(update.ref, MAX_REF),
    change: update.change,
    forced: update.forced,
    oldId: update.oldId,
    newId: update.newId,
    actor: subject.actor,
    program: printablePrefix(session.program, MAX_NAME),
    session: session.id,
    commits: update.commits.slice(0, limits.maxCommits).map((commit) => commitShown(commit, maskText)),
    commitCount: update.commits.length,
    changes: changes.slice(0, limits.maxChanges).map(changeShown),
    changeCount: changes.length,
  };
}

function changesToShow(changes: readonly FileChange[]): readonly FileChange[] {
  const netPaths = new Set(changes.filter(isNet).map((change) => change.path));
  const marked = changes.filter(isMarked);
  const net = changes.filter((change) => isNet(change) && !isMarked(change));
  const past = changes.filter((change) => !isNet(change) && !isMarked(change) && !netPaths.has(change.path));
  return [...marked, ...net, ...past];
}

function isNet(change: FileChange): boolean {
  return change.commit === 'net';
}

function isMarked(change: FileChange): boolean {
  return change.opaque !== null || change.terms.length > 0;
}

/** The message is masked whole before it is cut, since half a secret is no longer found. */
function commitShown(commit: Commit, maskText: (text: string) => string): ApprovalCommit {
  const { name, email } = commit.author;
  const [subject = ''] = maskText(commit.message).split('\n', 1);
  return {
    id: commit.id,
    author: printablePrefix(maskText(`${name} <${email}>`), MAX_NAME),
    subject: printablePrefix(subject, MAX_SUBJECT),
  };
}

function changeShown(change: FileChange): ApprovalChange {
  return {
    commit: change.commit,
    path: printablePrefix(change.path, MAX_PATH),
    kind: change.kind,
    addedLines: change.addedLines,
    removedLines: change.removedLines,
    opaque: change.opaque,
    terms: change.terms.slice(0, MAX_TERMS).map((term) => printablePrefix(term, MAX_NAME)),
  };
}
