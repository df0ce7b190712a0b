import {
  type Approval,
  type ApprovalBinding,
  type ApprovalChange,
  type ApprovalState,
  type ApprovalSummary,
  boundTo,
  type PushSummary,
  type RequestSummary,
} from '../protocol/approval.ts';
import { printable } from '../protocol/printable.ts';
import { approverWords } from '../protocol/quorum.ts';
import { table } from './table.ts';

/** Enough of an id to be the only one, and to be typed. */
const SHORT_ID = 10;
const SHORT_OBJECT_ID = 12;

export function approvalsTable(approvals: readonly Approval[]): string {
  return table(
    ['ID', 'STATE', 'ASKED', 'WHO', 'WHERE', 'WHAT', 'HOW MUCH', 'RULES'],
    approvals.map((approval) => [
      approval.id.slice(0, SHORT_ID),
      approval.state.kind,
      approval.askedAt,
      approval.binding.requester,
      boundTo(approval.binding).where,
      boundTo(approval.binding).what,
      extentOf(approval),
      approval.requirements.map(({ rule }) => rule.id).join(', '),
    ]),
  );
}

/** One line for a decision as it happens. */
export function approvalLine(approval: Approval): string {
  const { id, binding, state } = approval;
  const { where, what } = boundTo(binding);
  const line = `${binding.requester}: ${where} ${what}, ${extentOf(approval)}`;
  return `${id.slice(0, SHORT_ID)}  ${printable(stateText(state))}  ${printable(line)}\n`;
}

/** Everything a reviewer decides on. Names what is bound from the binding, not from its description. */
export function approvalSheet(approval: Approval): string {
  const { id, binding, summary, requirements, votes, state } = approval;
  const fields: readonly Field[] = [
    ['approval', id],
    ['state', stateText(state)],
    ['asked by', `${binding.requester} (${summary.actor}, ${summary.program})`],
    ['asked at', `${approval.askedAt}, kept until ${approval.expiresAt}`],
    ...boundFields(binding, summary),
    ...requirements.map(
      ({ rule, message, approvers, quorum }): Field => [
        'why',
        `${rule.id}: ${message} (approvers: ${approverWords(approvers, quorum)})`,
      ],
    ),
    ...votes.map(({ by, verdict, at, reason }): Field => ['vote', `${verdict} by ${by} at ${at} ${reason}`]),
  ];
  const head = fields.map(([name, value]) => `${name.padEnd(11)} ${printable(value)}\n`).join('');
  return `${head}\n${contentText(summary)}`;
}

type Field = readonly [name: string, value: string];

function boundFields(binding: ApprovalBinding, summary: ApprovalSummary): readonly Field[] {
  if (binding.action !== 'git.push') {
    return [
      ['host', binding.host],
      ['request', `${binding.action} ${binding.path}`],
      ['digest', binding.request],
    ];
  }
  return [
    ['repository', binding.repository],
    ['ref', `${binding.ref} (${summary.kind === 'push' ? changeText(summary) : ''})`],
    ['old', binding.oldId],
    ['new', binding.newId],
  ];
}

function changeText({ change, forced }: PushSummary): string {
  return forced ? `${change}, FORCED: commits are taken out of the history` : change;
}

function contentText(summary: ApprovalSummary): string {
  switch (summary.kind) {
    case 'push':
      return `${commitsText(summary)}\n${changesText(summary)}`;
    case 'request':
      return requestText(summary);
  }
}

function requestText({ what, excerpt, chars, secrets }: RequestSummary): string {
  const kept = secrets > 0 ? `${counted(secrets, 'secret')} kept back\n` : '';
  const more = chars > excerpt.length ? `… of ${chars} characters\n` : '';
  return `${printable(what)}\n${printable(excerpt)}\n${more}${kept}`;
}

function commitsText({ commits, commitCount }: PushSummary): string {
  if (commitCount === 0) return 'no commit is new on this ref\n';
  const rows = commits.map(({ id, author, subject }) => [id.slice(0, SHORT_OBJECT_ID), author, subject]);
  return `${table(['COMMIT', 'AUTHOR', 'SUBJECT'], rows)}${rest(commitCount - commits.length, 'commits')}`;
}

function changesText({ changes, changeCount }: PushSummary): string {
  if (changeCount === 0) return 'no file changes\n';
  const rows = changes.map((change) => [
    change.commit.slice(0, SHORT_OBJECT_ID),
    change.kind,
    `+${change.addedLines} -${change.removedLines}`,
    change.path,
    marksOf(change),
  ]);
  return `${table(['IN', 'CHANGE', 'LINES', 'PATH', 'MARKS'], rows)}${rest(changeCount - changes.length, 'changes')}`;
}

function marksOf({ opaque, terms }: ApprovalChange): string {
  const marks = opaque === null ? [] : [`OPAQUE: ${opaque}`];
  return [...marks, ...terms.map((term) => `contains "${term}"`)].join(', ');
}

function rest(count: number, what: string): string {
  return count > 0 ? `… and ${count} more ${what} that are not shown\n` : '';
}

function extentOf({ summary }: Approval): string {
  if (summary.kind === 'request') return `${summary.what}, ${counted(summary.chars, 'character')}`;
  const { change, forced, commitCount, changeCount } = summary;
  const size = `${counted(commitCount, 'commit')}, ${counted(changeCount, 'change')}`;
  return `${forced ? 'forced ' : ''}${change}, ${size}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function stateText(state: ApprovalState): string {
  switch (state.kind) {
    case 'granted':
      return `granted until ${state.validUntil}`;
    case 'denied':
      return `denied by ${state.by}: ${state.reason}`;
    case 'claimed':
    case 'spent':
      return `${state.kind} by exchange ${state.exchange}`;
    case 'pending':
    case 'expired':
    case 'cancelled':
      return state.kind;
  }
}
