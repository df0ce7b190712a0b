import { AUDIT_EVENTS } from '../../protocol/audit-record.ts';
import { RECORD_DECISIONS, type RecordsQuery } from '../../protocol/collector-api.ts';
import { ACTORS } from '../../protocol/subject.ts';
import { recordsFilterOf } from '../model/records-filter.ts';

/** What records are looked for by. Whatever is left empty may be anything. */
export function ActivityFilter({ onFilter }: { readonly onFilter: (filter: RecordsQuery) => void }) {
  return (
    <search>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onFilter(recordsFilterOf(new FormData(event.currentTarget)));
        }}
      >
        <div class="filter">
          <TextField name="words" label="Words" />
          <TextField name="subject" label="User" />
          <TextField name="repository" label="Repository" />
          <TextField name="session" label="Session" />
          <button type="submit">Search</button>
        </div>
        <details class="more-filters">
          <summary>Search by more</summary>
          <div class="filter">
            <Choice name="decision" label="Decision" among={RECORD_DECISIONS} />
            <TextField name="rule" label="Rule" />
            <TextField name="ref" label="Ref" />
            <TextField name="model" label="Model" />
            <TextField name="masked" label="Kept back by detector" />
            <Choice name="actor" label="Actor" among={ACTORS} />
            <Choice name="event" label="Event" among={AUDIT_EVENTS} />
            <TimeField name="since" label="From (UTC)" />
            <TimeField name="until" label="Before (UTC)" />
          </div>
        </details>
      </form>
    </search>
  );
}

interface Field {
  readonly name: keyof RecordsQuery;
  readonly label: string;
}

function TextField({ name, label }: Field) {
  return (
    <div>
      <label for={`filter-${name}`}>{label}</label>
      <input id={`filter-${name}`} name={name} maxLength={200} autoComplete="off" spellcheck={false} />
    </div>
  );
}

function TimeField({ name, label }: Field) {
  return (
    <div>
      <label for={`filter-${name}`}>{label}</label>
      <input id={`filter-${name}`} name={name} type="datetime-local" />
    </div>
  );
}

function Choice({ name, label, among }: Field & { readonly among: readonly string[] }) {
  return (
    <div>
      <label for={`filter-${name}`}>{label}</label>
      <select id={`filter-${name}`} name={name}>
        <option value="">any</option>
        {among.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
    </div>
  );
}
