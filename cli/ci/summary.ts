import type { SessionView, Turn } from '../../protocol/panel-view.ts';
import { printablePrefix } from '../../protocol/printable.ts';

export interface JobSummary {
  readonly subject: string;
  readonly collector: string;
  readonly sessions: readonly SessionView[];
  /** Records of this job, and how many of them the collector does not have. */
  readonly records: number;
  readonly left: number;
}

const MAX_REFUSALS = 50;
const MAX_TEXT = 200;

/** What went through the agent of a job, in Markdown. What others wrote in it is text and nothing else. */
export function summaryMarkdown({ subject, collector, sessions, records, left }: JobSummary): string {
  const refused = sessions.flatMap(({ turns }) => turns).filter(isRefused);
  const shipped =
    left === 0
      ? `All ${records} records are at the collector.`
      : `**${left} of ${records} records are not at the collector.**`;
  return [
    '### Countersign',
    `${cell(subject)} at ${cell(collector)}. ${shipped}`,
    table(['operation', 'passed', 'refused', 'failed'], countRows(sessions)),
    refused.length === 0
      ? ''
      : `#### Refused\n\n${table(['operation', 'where', 'why'], refusalRows(refused))}`,
  ]
    .filter((part) => part !== '')
    .map((part) => `${part}\n\n`)
    .join('');
}

type Refused = Turn & { readonly state: Extract<Turn['state'], { kind: 'refused' }> };

function isRefused(turn: Turn): turn is Refused {
  return turn.state.kind === 'refused';
}

function refusalRows(refused: readonly Refused[]): readonly (readonly string[])[] {
  const rows = refused
    .slice(0, MAX_REFUSALS)
    .map(({ operation, where, what, state }) => [
      cell(operation),
      cell([where, ...what].join(' ')),
      cell(`${state.reason} (${state.rule ?? state.code})`),
    ]);
  const more = refused.length - rows.length;
  return more === 0 ? rows : [...rows, [`${more} more`, '', '']];
}

function countRows(sessions: readonly SessionView[]): readonly (readonly string[])[] {
  const counts = new Map<string, { passed: number; refused: number; failed: number }>();
  const of = (operation: string) => {
    const count = counts.get(operation) ?? { passed: 0, refused: 0, failed: 0 };
    counts.set(operation, count);
    return count;
  };
  for (const { turns, quiet } of sessions) {
    for (const { operation, state } of turns) {
      if (state.kind === 'refused') of(operation).refused += 1;
      else if (state.kind === 'passed') of(operation).passed += 1;
      else of(operation).failed += 1;
    }
    for (const { operation, count } of quiet) of(operation).passed += count;
  }
  const sorted = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([operation, { passed, refused, failed }]) => [
    cell(operation),
    ...[passed, refused, failed].map(String),
  ]);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** No markup of GitHub's, of Azure's, or of HTML's begins in it. */
function cell(text: string): string {
  return printablePrefix(text, MAX_TEXT).replace(
    /[^\p{L}\p{N} .,:/-]/gu,
    (sign) => `&#${sign.codePointAt(0)};`,
  );
}
