import { useMemo } from 'preact/hooks';
import type { WebSessionView } from '../../protocol/web-session.ts';
import type { Collector } from '../client/collector.ts';
import { type TimelineEntry, timelineOf } from '../model/timeline.ts';
import { Fact, Facts } from './facts.tsx';
import { Link } from './link.tsx';
import { Empty, Loading, RefusalNotice } from './notice.tsx';
import { Quoted, QuotedBlock } from './quoted.tsx';
import { RevocationState } from './revocation-state.tsx';
import { useRecords } from './use-records.ts';

interface Props {
  readonly id: string;
  readonly me: Pick<WebSessionView, 'roles'>;
  readonly collector: Collector;
}

/** A session from its opening to its end: asked, answered, held, decided, pushed. */
export function SessionPage({ id, me, collector }: Props) {
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
      <RevocationState kind="session" target={id} roles={me.roles} collector={collector} />
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
  const { at, after, event, tone, sentence, facts, approval, texts, detail } = entry;
  return (
    <li class={tone}>
      <time dateTime={at} title={at}>
        +{after}
      </time>
      <div>
        <Quoted text={sentence} wrap />
        {facts.length > 0 && (
          <Facts>
            {facts.map(({ name, value }, index) => (
              <Fact key={`${index} ${name}`} name={name}>
                <Quoted text={value} wrap />
              </Fact>
            ))}
          </Facts>
        )}
        {approval !== null && (
          <div>
            <Link to={{ kind: 'approval', id: approval }}>Its approval</Link>
          </div>
        )}
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
