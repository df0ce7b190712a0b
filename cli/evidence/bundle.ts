import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import type { EnrolledAgent, RecordsQuery } from '../../protocol/collector-api.ts';
import { JOURNAL_NAME } from '../../protocol/collector-schema.ts';
import { closed, HASH, INSTANT, list, requiring, text, whole } from '../../protocol/schema.ts';

/**
 * A bundle is a folder that holds records and all that proves them. docs/audit-format.md lists its files; nothing
 * in it is believed for being in it.
 */
export const BUNDLE_FILES = Object.freeze({
  manifest: 'bundle.json',
  records: 'records.jsonl',
  agents: 'agents.json',
  log: 'log',
  access: 'access.jsonl',
  page: 'index.md',
});

/** What a bundle says of itself. */
export interface Manifest {
  readonly v: 1;
  readonly exportedAt: string;
  /** Leaves of the tree that it was exported from. */
  readonly size: number;
  /** Lines of records. */
  readonly records: number;
  /** Null for all there were; else what was asked for, and only that. */
  readonly filter: RecordsQuery | null;
  /** For an excerpt: which leaves, as ranges of first and last. Empty for a whole bundle. */
  readonly ranges: readonly (readonly [number, number])[];
  /** Of a whole bundle the access journal that it holds; left out by an older program, and of an excerpt. */
  readonly access?: { readonly journal: string; readonly records: number };
}

export type BundleAgent = Pick<EnrolledAgent, 'agent' | 'publicKey' | 'subject' | 'enrolledAt'>;

export type BundleErrorCode =
  | 'not-a-bundle'
  | 'not-empty'
  | 'destroyed-meanwhile'
  | 'nothing-logged'
  | 'bad-key'
  | 'bad-receipt';

export class BundleError extends Error {
  readonly code: BundleErrorCode;
  readonly hint: string;

  constructor(code: BundleErrorCode, message: string, hint: string) {
    super(message);
    this.name = 'BundleError';
    this.code = code;
    this.hint = hint;
  }
}

/** Throws BundleError `not-a-bundle`. */
export async function readManifest(folder: string): Promise<Manifest> {
  return readJson(join(folder, BUNDLE_FILES.manifest), isManifest);
}

/** Throws BundleError `not-a-bundle`. */
export async function readAgents(folder: string): Promise<readonly BundleAgent[]> {
  return readJson(join(folder, BUNDLE_FILES.agents), isAgents);
}

const COUNT = whole(0, Number.MAX_SAFE_INTEGER);
const MAX_AGENTS = 10_000;
const MAX_RANGES = 10_000_000;
const ajv = new Ajv({ allowUnionTypes: true });

const isManifest = ajv.compile<Manifest>(
  requiring(['v', 'exportedAt', 'size', 'records', 'filter', 'ranges'], {
    v: { type: 'integer', const: 1 },
    exportedAt: INSTANT,
    size: COUNT,
    records: COUNT,
    filter: { type: ['object', 'null'] },
    ranges: list({ type: 'array', items: COUNT, minItems: 2, maxItems: 2 }, { max: MAX_RANGES }),
    access: closed({ journal: JOURNAL_NAME, records: COUNT }),
  }),
);

const isAgents = ajv.compile<readonly BundleAgent[]>(
  list(closed({ agent: HASH, publicKey: text(500), subject: text(500), enrolledAt: INSTANT }), {
    max: MAX_AGENTS,
  }),
);

async function readJson<T>(path: string, isShape: (value: unknown) => value is T): Promise<T> {
  const value = await parsed(path);
  if (isShape(value)) return value;
  throw new BundleError('not-a-bundle', `${path} does not say what that file of a bundle says`, HINT);
}

const HINT = 'give the folder that countersign audit export wrote';

async function parsed(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    if (!isMissing && !(cause instanceof SyntaxError)) throw cause;
    throw new BundleError('not-a-bundle', `${path} ${isMissing ? 'is missing' : 'is not JSON'}`, HINT);
  }
}
