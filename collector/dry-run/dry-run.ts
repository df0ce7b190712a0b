import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CompiledPolicy } from '../../policy/compile.ts';
import { rejudge } from '../../policy/rejudge.ts';
import type { StoredRecord } from '../../protocol/collector-api.ts';
import type { DryRun } from '../../protocol/dry-run.ts';
import { ApiFault } from '../api-fault.ts';
import type { CollectorLimits } from '../limits.ts';
import type { RecordsTable } from '../store/records.ts';
import { DryRunTally, type ExampleOf } from './dry-run-tally.ts';
import { judgedRecords } from './judged-records.ts';

export interface DryRunPorts {
  readonly records: Pick<RecordsTable, 'page'>;
  readonly limits: Pick<CollectorLimits, 'maxDryRunRecords' | 'maxDryRunMs' | 'maxPageSize'>;
}

interface Asked {
  readonly since: Date;
  /** Whether whoever asks may read the records that examples are of. */
  readonly withExamples: boolean;
}

/** Records judged before anything else gets its turn. */
const RECORDS_A_TURN = 20;

/** Tries a policy on what was recorded, from the newest record back, until a limit is met or the signal ends it. */
export type TryPolicy = (
  policy: CompiledPolicy,
  asked: Asked,
  signal: AbortSignal,
) => Promise<Omit<DryRun, 'policy'>>;

/** One at a time, since it takes what others wait for. Rejects with ApiFault `too-many` while another is tried. */
export function openDryRuns(ports: DryRunPorts): TryPolicy {
  let isTrying = false;
  return async (policy, asked, signal) => {
    if (isTrying) throw new ApiFault('too-many', 'another policy is being tried');
    isTrying = true;
    try {
      return await dryRun(policy, asked, ports, signal);
    } finally {
      isTrying = false;
    }
  };
}

async function dryRun(
  policy: CompiledPolicy,
  { since, withExamples }: Asked,
  { records, limits }: DryRunPorts,
  signal: AbortSignal,
): Promise<Omit<DryRun, 'policy'>> {
  const tally = new DryRunTally();
  const until = performance.now() + limits.maxDryRunMs;
  const asked = { since: since.getTime(), pageSize: limits.maxPageSize };
  let [count, oldest] = [0, since.toISOString()];
  let end: DryRun['end'] = 'reached';
  for await (const stored of judgedRecords(records, asked)) {
    if (count === limits.maxDryRunRecords) end = 'too-many-records';
    if (performance.now() > until) end = 'out-of-time';
    if (end !== 'reached') break;
    const of = withExamples ? exampleOf(stored) : null;
    for (const rejudged of rejudge(policy, stored.record)) tally.add(rejudged, of);
    count += 1;
    oldest = stored.receivedAt;
    if (count % RECORDS_A_TURN === 0) await nextTurn(undefined, { signal });
  }
  return { since: end === 'reached' ? since.toISOString() : oldest, end, records: count, ...tally.told() };
}

const MAX_SUBJECT = 300;

function exampleOf({ record: { at, session, detail } }: StoredRecord): ExampleOf {
  const { subject } = detail;
  return { at, session, subject: typeof subject === 'string' ? subject.slice(0, MAX_SUBJECT) : '' };
}
