import type { SQLInputValue } from 'node:sqlite';
import type { RecordFilter } from '../record-filter.ts';
import type { Facet } from '../search.ts';
import { WITH_CONTENT } from './contents.ts';

/** A statement and the values of its parameters, in order. */
export interface PageQuery {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

/**
 * One page of records. What narrows most, words or else the first facet, is walked in the order of records, so a
 * page costs what it shows and not what it skips to get there.
 */
export function pageQuery(columns: string, filter: RecordFilter): PageQuery {
  const source = sourceOf(filter);
  const conditions = [...source.conditions, ...ownConditions(filter), ...cursor(filter, source.id)];
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`;
  const direction = filter.order === 'oldest' ? 'ASC' : 'DESC';
  return {
    sql: `SELECT ${columns} FROM ${source.from} ${WITH_CONTENT}${where} ORDER BY ${source.id} ${direction} LIMIT ?`,
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
  readonly conditions: readonly Condition[];
}

/** What is destroyed is found no more, though its words may be in the index for a moment still. */
const IS_THERE = '(c.record IS NULL OR k.key IS NOT NULL)';

/** CROSS JOIN keeps SQLite from turning the order of tables round. */
function sourceOf({ words, facets }: RecordFilter): Source {
  const [first, ...rest] = facets;
  if (words.length > 0) {
    const match: Condition = {
      sql: `record_words MATCH ? AND ${IS_THERE}`,
      values: [words.map(phrase).join(' ')],
    };
    const from = 'record_words CROSS JOIN records r ON r.id = record_words.rowid';
    return { from, id: 'record_words.rowid', conditions: [match, ...facets.map(hasFacet)] };
  }
  if (first !== undefined) {
    const match: Condition = { sql: 'f.name = ? AND f.value = ?', values: [first.name, first.value] };
    const from = 'record_facets f CROSS JOIN records r ON r.id = f.record';
    return { from, id: 'f.record', conditions: [match, ...rest.map(hasFacet)] };
  }
  return { from: 'records r', id: 'r.id', conditions: [] };
}

function hasFacet({ name, value }: Facet): Condition {
  const sql = 'EXISTS (SELECT 1 FROM record_facets WHERE name = ? AND value = ? AND record = r.id)';
  return { sql, values: [name, value] };
}

function ownConditions(filter: RecordFilter): readonly Condition[] {
  const wanted: readonly (readonly [string, SQLInputValue])[] = [
    ['r.session = ?', filter.session],
    ['r.exchange = ?', filter.exchange],
    ['r.event = ?', filter.event],
    ['r.agent = ?', filter.agent],
    ['r.received_at >= ?', filter.since],
    ['r.received_at < ?', filter.until],
  ];
  return wanted.filter(([, value]) => value !== null).map(([sql, value]) => ({ sql, values: [value] }));
}

function cursor({ after, order }: RecordFilter, id: string): readonly Condition[] {
  if (after === null) return [];
  return [{ sql: order === 'oldest' ? `${id} > ?` : `${id} < ?`, values: [after] }];
}

/** An FTS5 string: nothing in it is an operator, and what the tokenizer splits must stand together. */
function phrase(word: string): string {
  return `"${word.replaceAll('"', '""')}"`;
}
