import { concatBytes } from './bytes.ts';
import { oneLine, withLineFeed } from './one-line.ts';
import { encodePktLine, FLUSH } from './pkt-line.ts';
import { encodeBand, type SideBand } from './side-band.ts';

/** What became of a push (gitprotocol-pack, "Report Status"). */
export interface Report {
  /** `ok`, or why the pack as a whole was not taken. */
  readonly unpack: string;
  readonly refs: readonly RefReport[];
}

export type RefReport =
  | { readonly ref: string; readonly ok: true; readonly options?: readonly ReportOption[] }
  | { readonly ref: string; readonly ok: false; readonly reason: string };

/** What report-status-v2 adds for a ref that the server changed otherwise than it was asked to. */
export type ReportOption = `refname ${string}` | `old-oid ${string}` | `new-oid ${string}` | 'forced-update';

/** The report as the body of an answer to `git-receive-pack`, its flush included; progress may go before it. */
export function encodeReport(report: Report, framing: { readonly sideBand: SideBand | null }): Uint8Array {
  const lines = [`unpack ${words(report.unpack)}`, ...report.refs.flatMap(refLines)];
  const body = concatBytes([...lines.map((line) => encodePktLine(withLineFeed(line))), FLUSH]);
  return framing.sideBand === null ? body : concatBytes([encodeBand(1, body, framing.sideBand), FLUSH]);
}

function refLines(report: RefReport): readonly string[] {
  if (!report.ok) return [`ng ${report.ref} ${words(report.reason)}`];
  return [`ok ${report.ref}`, ...(report.options ?? []).map((option) => `option ${option}`)];
}

/** Git reads a missing reason as part of the ref's name, so there always is one. */
function words(text: string): string {
  const line = oneLine(text);
  return line === '' ? 'no reason given' : line;
}
