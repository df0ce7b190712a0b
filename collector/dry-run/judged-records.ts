import { JUDGED_EVENTS } from '../../policy/rejudge.ts';
import type { StoredRecord } from '../../protocol/collector-api.ts';
import type { RecordFilter } from '../store/record-filter.ts';
import type { RecordsTable } from '../store/records.ts';

interface Asked {
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly pageSize: number;
}

/** The records of one event, as far as they were read. */
interface Stream {
  readonly event: string;
  readonly read: StoredRecord[];
  after: number | null;
  isOver: boolean;
}

/** Records that tell what a policy was asked, received since then, the newest first. */
export async function* judgedRecords(
  records: Pick<RecordsTable, 'page'>,
  { since, pageSize }: Asked,
): AsyncGenerator<StoredRecord> {
  const streams = JUDGED_EVENTS.map((event): Stream => ({ event, read: [], after: null, isOver: false }));
  for (;;) {
    for (const stream of streams) {
      if (stream.read.length > 0 || stream.isOver) continue;
      const { event, after } = stream;
      const page = await records.page({ ...EVERYTHING, event, since, after, limit: pageSize });
      stream.read.push(...page);
      stream.after = page.at(-1)?.id ?? null;
      stream.isOver = page.length < pageSize;
    }
    const [newest] = streams.toSorted((one, other) => headOf(other) - headOf(one));
    const record = newest?.read.shift();
    if (record === undefined) return;
    yield record;
  }
}

/** One that has no more comes last. */
function headOf({ read }: Stream): number {
  return read[0]?.id ?? -1;
}

const EVERYTHING: Omit<RecordFilter, 'event' | 'since' | 'after' | 'limit'> = {
  session: null,
  exchange: null,
  agent: null,
  until: null,
  facets: [],
  words: [],
  order: 'newest',
};
