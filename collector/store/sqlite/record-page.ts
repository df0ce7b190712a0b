import type { SQLInputValue } from 'node:sqlite';
import type { RecordFilter } from '../record-filter.ts';
import { WITH_CONTENT } from './contents.ts';
import { columnFacets, markOf } from './marks.ts';

/** A statement and the values of its parameters, in order. */
export interface PageQuery {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

/**
 * One page of records. Words and facets are looked up together, with all else that is an exact value, in the index that
 * walks through what they have in common; without them one column is walked, the one that fewest records share. Both
 * go in the order of records, so a page costs what it shows and not what it skips to get there.
 */
export function pageQuery(columns: string, filter: RecordFilter): PageQuery {
  const source = isIndexed(filter) ? indexSource(filter) : columnSource(filter);
  const conditions = [
    ...source.conditions,
    ...timeConditions(filter, source.id),
    ...cursor(filter, source.id),
  ];
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`;
  const direction = filter.order === 'oldest' ? 'ASC' : 'DESC';
  return {
    sql: `SELECT ${columns} FROM ${source.from} ${WITH_CONTENT}${where} ORDER BY ${source.order} ${direction} LIMIT ?`,
    values: [...conditions.flatMap(({ values }) => values), filter.limit],
  };
}

interface Condition {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

interface Source {
  readonly from: string;
  /** The column that numbers records. */
  readonly id: string;
  /** What is in the order of the records too, where something is walked that is in its order. */
  readonly order: string;
  readonly conditions: readonly Condition[];
}

function isIndexed({ words, facets }: RecordFilter): boolean {
  return words.length > 0 || facets.length > 0;
}

/** What is destroyed is found no more, though its words may be in the index for a moment still. */
const IS_THERE = '(c.record IS NULL OR k.key IS NOT NULL)';

/** CROSS JOIN keeps SQLite from turning the order of tables round. */
function indexSource(filter: RecordFilter): Source {
  const { words, facets } = filter;
  const marks = [...facets, ...columnFacets(filter)].map(markOf);
  const match = [
    ...words.map((word) => `words : ${phrase(word)}`),
    ...marks.map((mark) => `marks : ${phrase(mark)}`),
  ].join(' AND ');
  const id = 'record_words.rowid';
  return {
    from: `record_words CROSS JOIN records r ON r.id = ${id}`,
    id,
    order: id,
    conditions: [
      { sql: 'record_words MATCH ?', values: [match] },
      ...(words.length === 0 ? [] : [{ sql: IS_THERE, values: [] }]),
    ],
  };
}

/** By how few records share a value. */
const COLUMNS = ['exchange', 'session', 'agent', 'event'] as const;

/** The unary plus keeps SQLite from walking a column besides the first. */
function columnSource(filter: RecordFilter): Source {
  const [first, ...rest] = COLUMNS.filter((column) => filter[column] !== null);
  const equals = (column: (typeof COLUMNS)[number], sign: string): Condition => ({
    sql: `${sign}r.${column} = ?`,
    values: [filter[column]],
  });
  return {
    from: 'records r',
    id: 'r.id',
    // The records of an agent are in the order of their numbers, and so is the index of them.
    order: first === 'agent' ? 'r.seq' : 'r.id',
    conditions: [
      ...(first === undefined ? [] : [equals(first, '')]),
      ...rest.map((column) => equals(column, '+')),
    ],
  };
}

/** Each hour knows its first and last record, so what lies before and behind a time is not walked. */
function timeConditions({ since, until }: RecordFilter, id: string): readonly Condition[] {
  const conditions: Condition[] = [];
  if (since !== null) {
    const first = '(SELECT min(first) FROM record_hours WHERE hour >= ? / 3600000)';
    conditions.push({ sql: `${id} >= ${first} AND +r.received_at >= ?`, values: [since, since] });
  }
  if (until !== null) {
    const last = '(SELECT max(last) FROM record_hours WHERE hour <= ? / 3600000)';
    conditions.push({ sql: `${id} <= ${last} AND +r.received_at < ?`, values: [until, until] });
  }
  return conditions;
}

function cursor({ after, order }: RecordFilter, id: string): readonly Condition[] {
  if (after === null) return [];
  return [{ sql: order === 'oldest' ? `${id} > ?` : `${id} < ?`, values: [after] }];
}

/** An FTS5 string, which NUL would end: nothing in it is an operator, and what the tokenizer splits must stand together. */
function phrase(word: string): string {
  return `"${word.replaceAll('"', '""').replaceAll('\0', ' ')}"`;
}
