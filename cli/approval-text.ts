import type { Approval, ApprovalChange, ApprovalState } from '../protocol/approval.ts';
import { printable } from '../protocol/printable.ts';
import { table } from './table.ts';

/** Enough of an id to be the only one, and to be typed. */
const SHORT_ID = 10;
const SHORT_OBJECT_ID = 12;

export function approvalsTable(approvals: readonly Approval[]): string {
  return table(
    ['ID', 'STATE', 'ASKED', 'WHO', 'REPOSITORY', 'REF', 'WHAT', 'RULES'],
    approvals.map((approval) => [
      approval.id.slice(0, SHORT_ID),
      approval.state.kind,
      approval.askedAt,
      approval.binding.requester,
      approval.binding.repository,
      approval.binding.ref,
      whatOf(approval),
      approval.requirements.map(({ rule }) => rule.id).join(', '),
    ]),
  );
}

/** One line for a decision as it happens. */
export function approvalLine(approval: Approval): string {
  const { id, binding, state } = approval;
  const what = `${binding.requester}: ${binding.repository} ${binding.ref}, ${whatOf(approval)}`;
  return `${id.slice(0, SHORT_ID)}  ${printable(stateText(state))}  ${printable(what)}\n`;
}

/** Everything a reviewer decides on. Names what is bound from the binding, not from its description. */
export function approvalSheet(approval: Approval): string {
  const { id, binding, summary, requirements, votes, state } = approval;
  const forced = summary.forced ? ', FORCED: commits are taken out of the history' : '';
  const fields: readonly (readonly [string, string])[] = [
    ['approval', id],
    ['state', stateText(state)],
    ['asked by', `${binding.requester} (${summary.actor}, ${summary.program})`],
    ['asked at', `${approval.askedAt}, kept until ${approval.expiresAt}`],
    ['repository', binding.repository],
    ['ref', `${binding.ref} (${summary.change}${forced})`],
    ['old', binding.oldId],
    ['new', binding.newId],
    ...requirements.map(
      ({ rule, message, approvers }) =>
        ['why', `${rule.id}: ${message} (approvers: ${approvers.join(', ')})`] as const,
    ),
    ...votes.map(
      ({ by, verdict, at, reason }) => ['vote', `${verdict} by ${by} at ${at} ${reason}`] as const,
    ),
  ];
  const head = fields.map(([name, value]) => `${name.padEnd(11)} ${printable(value)}\n`).join('');
  return `${head}\n${commitsText(approval)}\n${changesText(approval)}`;
}

function commitsText({ summary: { commits, commitCount } }: Approval): string {
  if (commitCount === 0) return 'no commit is new on this ref\n';
  const rows = commits.map(({ id, author, subject }) => [id.slice(0, SHORT_OBJECT_ID), author, subject]);
  return `${table(['COMMIT', 'AUTHOR', 'SUBJECT'], rows)}${rest(commitCount - commits.length, 'commits')}`;
}

function changesText({ summary: { changes, changeCount } }: Approval): string {
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

function whatOf({ summary: { change, forced, commitCount, changeCount } }: Approval): string {
  return `${forced ? 'forced ' : ''}${change}, ${counted(commitCount, 'commit')}, ${counted(changeCount, 'change')}`;
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
