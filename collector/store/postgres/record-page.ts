import { type RawBuilder, sql } from 'kysely';
import type { RecordFilter } from '../record-filter.ts';
import { CONTENT_COLUMNS, WITH_CONTENT } from './contents.ts';
import { facetKey } from './facet.ts';
import { wordsIn } from './words.ts';

type Sql = RawBuilder<unknown>;

/** One page of records, in their order. Null where nothing can be found: no word asked for has a letter or a digit. */
export function pageQuery(filter: RecordFilter): Sql | null {
  const phrases = filter.words.map((word) => wordsIn(word).join(' ')).filter((phrase) => phrase !== '');
  if (filter.words.length > 0 && phrases.length === 0) return null;
  const conditions = [...found(phrases, filter), ...ownConditions(filter), ...cursor(filter)];
  const where = conditions.length === 0 ? sql`` : sql` WHERE ${sql.join(conditions, sql` AND `)}`;
  const direction = filter.order === 'oldest' ? sql`ASC` : sql`DESC`;
  return sql`
    SELECT r.id, r.id - 1 AS log_index, r.text, r.signature, r.received_at,
      ${CONTENT_COLUMNS} FROM records r ${WITH_CONTENT}${where}
    ORDER BY r.id ${direction} LIMIT ${filter.limit}`;
}

function found(phrases: readonly string[], { facets }: RecordFilter): readonly Sql[] {
  const facetRows = facets.map(
    (facet) =>
      sql`EXISTS (SELECT 1 FROM record_facets f WHERE f.facet = ${facetKey(facet)} AND f.record = r.id)`,
  );
  if (phrases.length === 0) return facetRows;
  const queries = phrases.map((phrase) => sql`phraseto_tsquery('simple', ${phrase})`);
  const words = sql`EXISTS (SELECT 1 FROM record_words w
    WHERE w.words @@ (${sql.join(queries, sql` && `)}) AND w.record = r.id)`;
  return [words, IS_THERE, ...facetRows];
}

/** What is destroyed is found no more, though its words may be in the index for a moment still. */
const IS_THERE = sql`(c.record IS NULL OR k.key IS NOT NULL)`;

function ownConditions(filter: RecordFilter): readonly Sql[] {
  const wanted: readonly (readonly [Sql, string | number | null])[] = [
    [sql`r.session =`, filter.session],
    [sql`r.exchange =`, filter.exchange],
    [sql`r.event =`, filter.event],
    [sql`r.agent =`, filter.agent],
    [sql`r.received_at >=`, filter.since],
    [sql`r.received_at <`, filter.until],
  ];
  return wanted.filter(([, value]) => value !== null).map(([compared, value]) => sql`${compared} ${value}`);
}

function cursor({ after, order }: RecordFilter): readonly Sql[] {
  if (after === null) return [];
  return [order === 'oldest' ? sql`r.id > ${after}` : sql`r.id < ${after}`];
}
