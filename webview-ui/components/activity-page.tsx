import { useState } from 'preact/hooks';
import type { RecordsQuery, StoredRecord } from '../../protocol/collector-api.ts';
import { printablePrefix } from '../../protocol/printable.ts';
import { tellRecord } from '../../protocol/record-telling.ts';
import type { Collector } from '../client/collector.ts';
import { ActivityFilter } from './activity-filter.tsx';
import { Link } from './link.tsx';
import { Empty, Loading, RefusalNotice } from './notice.tsx';
import { Quoted } from './quoted.tsx';
import { useRecords } from './use-records.ts';

/** What agents recorded, the newest first. */
export function ActivityPage({ collector }: { readonly collector: Collector }) {
  const [query, setQuery] = useState<RecordsQuery>({ order: 'newest' });
  const { records, isLoading, refusal, loadMore } = useRecords(collector, query);
  return (
    <>
      <h1 tabIndex={-1}>Activity</h1>
      <ActivityFilter onFilter={(filter) => setQuery({ ...filter, order: 'newest' })} />
      {refusal !== null && <RefusalNotice refusal={refusal} />}
      {records.length > 0 && <Records records={records} />}
      {isLoading && <Loading what="records" />}
      {!isLoading && refusal === null && records.length === 0 && <Empty>No record is like that.</Empty>}
      {loadMore !== null && (
        <vscode-button secondary onClick={loadMore}>
          Show older
        </vscode-button>
      )}
    </>
  );
}

const MAX_SENTENCE = 160;
const SHORT_ID = 8;

function Records({ records }: { readonly records: readonly StoredRecord[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it with the keyboard.
    <section class="scroll" tabIndex={0} aria-label="Records">
      <table>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Event</th>
            <th scope="col">What</th>
            <th scope="col">Session</th>
          </tr>
        </thead>
        <tbody>
          {records.map(({ id, record }) => (
            <tr key={id}>
              <td class="lines">
                <time dateTime={record.at} title={record.at}>
                  {record.at.slice(0, 19).replace('T', ' ')}
                </time>
              </td>
              <td>{record.event}</td>
              <td>
                <span class="wraps">{printablePrefix(tellRecord(record), MAX_SENTENCE)}</span>
              </td>
              <td>
                {record.session !== null && (
                  <Link to={{ kind: 'session', id: record.session }}>
                    <Quoted text={record.session.slice(0, SHORT_ID)} />
                  </Link>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
