import type { RecordsQuery } from '../../protocol/collector-api.ts';

/** The fields of a search that are instants: a form gives them without a zone, in UTC as all times are shown. */
const INSTANTS: readonly string[] = ['since', 'until'];

const TO_THE_MINUTE = 'YYYY-MM-DDTHH:MM'.length;

/** What was filled in; empty fields are left out of the question. */
export function recordsFilterOf(fields: Iterable<readonly [string, FormDataEntryValue]>): RecordsQuery {
  const given = [...fields].flatMap(([name, value]) => {
    const text = typeof value === 'string' ? value.trim() : '';
    return text === ''
      ? []
      : [[name, INSTANTS.includes(name) ? `${text.slice(0, TO_THE_MINUTE)}:00.000Z` : text]];
  });
  return Object.fromEntries(given);
}
