import { AUDIT_EVENTS } from '../../protocol/audit-record.ts';
import type { RecordsQuery } from '../../protocol/collector-api.ts';

const FIELDS = [
  ['words', 'Words'],
  ['subject', 'User'],
  ['repository', 'Repository'],
  ['session', 'Session'],
] as const;

/** Empty fields are left out of the question. */
export function ActivityFilter({ onFilter }: { readonly onFilter: (filter: RecordsQuery) => void }) {
  const ask = (form: HTMLFormElement): void => {
    const given = [...new FormData(form)].map(([name, value]) => [
      name,
      typeof value === 'string' ? value.trim() : '',
    ]);
    onFilter(Object.fromEntries(given.filter(([, value]) => value !== '')));
  };
  return (
    <search>
      <form
        class="filter"
        onSubmit={(event) => {
          event.preventDefault();
          ask(event.currentTarget);
        }}
      >
        {FIELDS.map(([name, label]) => (
          <div key={name}>
            <label for={`filter-${name}`}>{label}</label>
            <input id={`filter-${name}`} name={name} maxLength={200} autoComplete="off" spellcheck={false} />
          </div>
        ))}
        <div>
          <label for="filter-event">Event</label>
          <select id="filter-event" name="event">
            <option value="">any</option>
            {AUDIT_EVENTS.map((event) => (
              <option key={event}>{event}</option>
            ))}
          </select>
        </div>
        <button type="submit">Search</button>
      </form>
    </search>
  );
}
