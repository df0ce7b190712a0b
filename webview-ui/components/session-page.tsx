import { useMemo } from 'preact/hooks';
import type { Collector } from '../client/collector.ts';
import { type TimelineEntry, timelineOf } from '../model/timeline.ts';
import { Link } from './link.tsx';
import { Empty, Loading, RefusalNotice } from './notice.tsx';
import { Quoted, QuotedBlock } from './quoted.tsx';
import { useRecords } from './use-records.ts';

/** A session from its opening to its end: asked, answered, held, decided, pushed. */
export function SessionPage({ id, collector }: { readonly id: string; readonly collector: Collector }) {
  const query = useMemo(() => ({ session: id, order: 'oldest' as const }), [id]);
  const { records, isLoading, refusal, loadMore } = useRecords(collector, query);
  const entries = useMemo(() => timelineOf(records), [records]);
  return (
    <>
      <p class="back">
        <Link to={{ kind: 'activity' }}>← Activity</Link>
      </p>
      <h1 tabIndex={-1}>
        Session <Quoted text={id} wrap />
      </h1>
      {refusal !== null && <RefusalNotice refusal={refusal} />}
      <ol class="timeline">
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ol>
      {isLoading && <Loading what="the session" />}
      {!isLoading && refusal === null && entries.length === 0 && (
        <Empty>There is no record of this session.</Empty>
      )}
      {loadMore !== null && (
        <vscode-button secondary onClick={loadMore}>
          Show what came after
        </vscode-button>
      )}
    </>
  );
}

function Entry({ entry }: { readonly entry: TimelineEntry }) {
  const { at, after, event, tone, sentence, texts, detail } = entry;
  return (
    <li class={tone}>
      <time dateTime={at} title={at}>
        +{after}
      </time>
      <div>
        <Quoted text={sentence} wrap />
        {texts.map((text, index) => (
          <QuotedBlock
            key={`${index} of ${texts.length}`}
            text={text}
            label={`${sentence}, part ${index + 1}`}
          />
        ))}
        <details>
          <summary>{event}</summary>
          <QuotedBlock text={detail} label={`All of ${event}`} />
        </details>
      </div>
    </li>
  );
}
