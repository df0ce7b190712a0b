import { useState } from 'preact/hooks';
import type { RecordsQuery, StoredRecord } from '../../protocol/collector-api.ts';
import { printablePrefix } from '../../protocol/printable.ts';
import { factsOf } from '../../protocol/record-facts.ts';
import { tellRecord } from '../../protocol/record-telling.ts';
import type { Collector } from '../client/collector.ts';
import { ActivityFilter } from './activity-filter.tsx';
import { Link } from './link.tsx';
import { Empty, Loading, RefusalNotice } from './notice.tsx';
import { Quoted } from './quoted.tsx';
import { type Column, Table } from './table.tsx';
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
      {records.length > 0 && (
        <Table label="Records" columns={COLUMNS} rows={records} keyOf={({ id }) => String(id)} isPaged />
      )}
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

const COLUMNS: readonly Column<StoredRecord>[] = [
  {
    name: 'When',
    kind: 'short',
    cell: ({ record }) => (
      <time dateTime={record.at} title={record.at}>
        {record.at.slice(0, 19).replace('T', ' ')}
      </time>
    ),
  },
  { name: 'Event', cell: ({ record }) => record.event },
  {
    name: 'What',
    cell: ({ record }) => <span class="wraps">{printablePrefix(whatOf(record), MAX_SENTENCE)}</span>,
  },
  { name: 'Session', kind: 'short', cell: ({ record }) => <SessionLink id={record.session} /> },
];

/** The sentence, and what there is beyond it as far as there is room. */
function whatOf(record: StoredRecord['record']): string {
  return [tellRecord(record), ...factsOf(record).map(({ name, value }) => `${name}: ${value}`)].join(' · ');
}

function SessionLink({ id }: { readonly id: string | null }) {
  return id === null ? null : (
    <Link to={{ kind: 'session', id }}>
      <Quoted text={id.slice(0, SHORT_ID)} />
    </Link>
  );
}
