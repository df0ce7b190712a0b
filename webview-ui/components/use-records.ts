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
const AGAIN_MS = 3000;

/**
 * Records as the query finds them, a page at a time; another query (a new object) begins anew. While the collector indexes,
 * it is asked again by itself.
 */
export function useRecords(collector: Collector, query: RecordsQuery): LoadedRecords {
  const [records, setRecords] = useState<readonly StoredRecord[]>([]);
  const [next, setNext] = useState<number | null>(null);
  const [isLoading, setLoading] = useState(true);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const current = useRef(new AbortController());
  const load = useCallback(
    async (after: number | null, signal: AbortSignal): Promise<void> => {
      setLoading(true);
      setRefusal(stillIndexing);
      try {
        const cursor = after === null ? {} : { after };
        const page = await collector.records({ ...query, ...cursor, limit: PAGE }, signal);
        setRecords((before) => (after === null ? page.records : [...before, ...page.records]));
        setNext(page.next);
        setRefusal(null);
      } catch (error) {
        if (signal.aborted) return;
        if (after === null) {
          setRecords([]);
          setNext(null);
        }
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
  useEffect(() => {
    if (refusal?.code !== 'indexing' || isLoading || next !== null) return;
    const again = setTimeout(() => void load(null, current.current.signal), AGAIN_MS);
    return () => clearTimeout(again);
  }, [refusal, isLoading, next, load]);
  const loadMore = next === null || isLoading ? null : () => void load(next, current.current.signal);
  return { records, isLoading, refusal, loadMore };
}

/** What is left to be indexed stays shown until there is another number. */
function stillIndexing(before: Refusal | null): Refusal | null {
  return before?.code === 'indexing' ? before : null;
}
