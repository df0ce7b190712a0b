import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { replaceFile, syncFolder } from '../../collector/log/replace-file.ts';
import type { RecordsQuery } from '../../protocol/collector-api.ts';
import { closed, type JsonSchema, text, whole } from '../../protocol/schema.ts';
import { ExportError } from './export-error.ts';

/** What a cursor belongs to: going on elsewhere, or with another selection, would leave records out silently. */
export interface CursorScope {
  /** Origin of the log. */
  readonly log: string;
  /** The target, as it was given. */
  readonly target: string;
  /** Which records; `since` does not count, since the cursor is past it. */
  readonly filter: RecordsQuery;
}

interface Kept extends CursorScope {
  readonly v: 1;
  /** Id of the last record that the target took. */
  readonly after: number;
}

/** A place in the collector's records that outlives this program. */
export interface Cursor {
  /** 0 before the first. */
  readonly after: number;
  save(after: number): Promise<void>;
}

/** One that is forgotten. */
export const NO_CURSOR: Cursor = Object.freeze({ after: 0, save: async () => {} });

const FILTER: JsonSchema = { type: 'object', maxProperties: 20, additionalProperties: { type: 'string' } };

const isKept = new Ajv().compile<Kept>(
  closed({
    v: { type: 'integer', const: 1 },
    log: text(300),
    target: text(2000),
    filter: FILTER,
    after: whole(0, Number.MAX_SAFE_INTEGER),
  }),
);

/** Opens the file, which need not exist. Throws ExportError `bad-cursor`. */
export async function openCursor(path: string, scope: CursorScope): Promise<Cursor> {
  const { since: _, ...filter } = scope.filter;
  const wanted = { log: scope.log, target: scope.target, filter };
  const kept = await readKept(path);
  if (kept !== null) requireSame(path, kept, wanted);
  return {
    after: kept?.after ?? 0,
    save: async (after) => {
      await replaceFile(path, `${JSON.stringify({ v: 1, ...wanted, after })}\n`);
      await syncFolder(dirname(resolve(path)));
    },
  };
}

async function readKept(path: string): Promise<Kept | null> {
  const value = parse(await readIfThere(path));
  if (value === null || isKept(value)) return value;
  throw new ExportError('bad-cursor', `${path} is no cursor of an export`, {
    hint: 'name another file, which need not exist',
  });
}

function requireSame(path: string, kept: Kept, wanted: CursorScope): void {
  const differs = (['log', 'target', 'filter'] as const).find(
    (key) => sorted(kept[key]) !== sorted(wanted[key]),
  );
  if (differs === undefined) return;
  throw new ExportError('bad-cursor', `${path} was written for another ${differs}`, {
    hint: 'keep a cursor for each export; a new file begins at the first record, or at --since',
  });
}

function sorted(value: object | string): string {
  return typeof value === 'string'
    ? value
    : JSON.stringify(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Undefined, which is no cursor, where the text is no JSON. */
function parse(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
