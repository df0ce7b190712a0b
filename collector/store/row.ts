import { StoreError } from './store-error.ts';

/** A row, as either database gives it. */
export type Row = Readonly<Record<string, unknown>>;

/** The value of a column that holds text. Throws StoreError, also when there is no row. */
export function text(row: Row | undefined, column: string): string {
  const value = row?.[column];
  if (typeof value !== 'string') throw unexpected(column, 'text', value);
  return value;
}

export function textOrNull(row: Row | undefined, column: string): string | null {
  return row?.[column] === null ? null : text(row, column);
}

export function integer(row: Row | undefined, column: string): number {
  const value = row?.[column];
  if (typeof value !== 'number') throw unexpected(column, 'an integer', value);
  return value;
}

export function integerOrNull(row: Row | undefined, column: string): number | null {
  return row?.[column] === null ? null : integer(row, column);
}

export function bytes(row: Row | undefined, column: string): Uint8Array {
  const value = row?.[column];
  if (!(value instanceof Uint8Array)) throw unexpected(column, 'bytes', value);
  return value;
}

/** JSON that this program wrote into a column itself. */
export function json<T>(row: Row | undefined, column: string): T {
  return JSON.parse(text(row, column)) as T;
}

/** What `read` makes of a row; null where there is none. */
export function maybe<T>(row: Row | undefined, read: (row: Row) => T): T | null {
  return row === undefined ? null : read(row);
}

function unexpected(column: string, expected: string, seen: unknown): StoreError {
  return new StoreError('unexpected-row', `column ${column} holds ${typeof seen}, expected ${expected}`);
}
