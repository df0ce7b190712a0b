/** What `countersign doctor --json` prints. */
export interface DoctorReport {
  readonly standing: 'broken' | 'bypassable' | 'guided' | 'enforced';
  readonly checks: readonly DoctorCheck[];
}

export interface DoctorCheck {
  readonly id: string;
  readonly title: string;
  readonly outcome: 'ok' | 'failed' | 'bypass' | 'skipped';
  readonly detail: string;
  readonly mend: string;
}

const MARKS: Readonly<Record<DoctorCheck['outcome'], string>> = {
  ok: '✓',
  failed: '✗ **Failed:**',
  bypass: '⚠ **Round:**',
  skipped: '–',
};

const HEADS: Readonly<Record<DoctorReport['standing'], string>> = {
  broken: 'Something has to be mended',
  bypassable: 'Every link holds, and the agent can be gone round',
  guided: 'Every link holds',
  enforced: 'Every link holds, and a gateway enforces',
};

/** Adds what only the editor can see; a report with a failure is broken, whatever it said. */
export function withChecks(report: DoctorReport, checks: readonly DoctorCheck[]): DoctorReport {
  const all = [...checks, ...report.checks];
  const isBroken = all.some(({ outcome }) => outcome === 'failed');
  return { standing: isBroken ? 'broken' : report.standing, checks: all };
}

/** The report as Markdown, what has to be done first. */
export function reportMarkdown({ standing, checks }: DoctorReport): string {
  const order: readonly DoctorCheck['outcome'][] = ['failed', 'bypass', 'ok', 'skipped'];
  const lines = order.flatMap((outcome) => checks.filter((check) => check.outcome === outcome).map(line));
  return `# Countersign: ${HEADS[standing]}\n\n${lines.join('\n')}\n`;
}

function line({ outcome, title, detail, mend }: DoctorCheck): string {
  const told = `- ${MARKS[outcome]} ${title}${detail === '' ? '' : `: ${detail}`}`;
  return mend === '' ? told : `${told}\n  - mend: ${mend}`;
}
