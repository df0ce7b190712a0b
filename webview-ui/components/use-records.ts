import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { RecordsQuery, StoredRecord } from '../../protocol/collector-api.ts';
import type { Collector } from '../client/collector.ts';
import { type Refusal, refusalOf } from '../client/refusal.ts';

export interface LoadedRecords {
  readonly records: readonly StoredRecord[];
  readonly isLoading: boolean;
  readonly refusal: Refusal | null;
  /** Null where there are no more. */
  readonly loadMore: (() => void) | null;
}

const PAGE = 100;

/** Records as the query finds them, a page at a time; another query (a new object) begins anew. */
export function useRecords(collector: Collector, query: RecordsQuery): LoadedRecords {
  const [records, setRecords] = useState<readonly StoredRecord[]>([]);
  const [next, setNext] = useState<number | null>(null);
  const [isLoading, setLoading] = useState(true);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const current = useRef(new AbortController());
  const load = useCallback(
    async (after: number | null, signal: AbortSignal): Promise<void> => {
      setLoading(true);
      setRefusal(null);
      try {
        const cursor = after === null ? {} : { after };
        const page = await collector.records({ ...query, ...cursor, limit: PAGE }, signal);
        setRecords((before) => (after === null ? page.records : [...before, ...page.records]));
        setNext(page.next);
      } catch (error) {
        if (signal.aborted) return;
        setRefusal(refusalOf(error));
      }
      setLoading(false);
    },
    [collector, query],
  );
  useEffect(() => {
    const stop = new AbortController();
    current.current = stop;
    void load(null, stop.signal);
    return () => stop.abort();
  }, [load]);
  const loadMore = next === null || isLoading ? null : () => void load(next, current.current.signal);
  return { records, isLoading, refusal, loadMore };
}
