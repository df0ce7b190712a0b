import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CollectorClient } from '../../agent/collector-client/client.ts';
import { CollectorError } from '../../agent/collector-client/collector-error.ts';
import type { RecordsQuery, StoredRecord } from '../../protocol/collector-api.ts';
import {
  hashesAt,
  TILE_WIDTH,
  type Tile,
  type TileFile,
  tileFilePath,
  tilesBetween,
} from '../../protocol/merkle/tile.ts';
import { collectRecords } from '../collect-records.ts';
import { exportAccess } from './access-export.ts';
import { BUNDLE_FILES, type BundleAgent, BundleError, type Manifest } from './bundle.ts';
import { formatBundleLine, parseBundleLine } from './bundle-line.ts';
import { DestructionLedger } from './destruction-ledger.ts';
import { bundlePage } from './page.ts';
import { Ranges } from './ranges.ts';

export interface ExportOptions {
  readonly client: CollectorClient;
  /** Made; what is there already is left alone. */
  readonly folder: string;
  /** Null for everything. */
  readonly filter: RecordsQuery | null;
  readonly now: Date;
}

const PAGE = 200;

/**
 * Writes a bundle of what the log had when it was last published. Nothing is verified here: who reads a bundle
 * verifies it, with a key of their own. Throws BundleError, CollectorError.
 */
export async function exportBundle({ client, folder, filter, now }: ExportOptions): Promise<Manifest> {
  await makeEmpty(folder);
  const note = await checkpointOf(client);
  const size = sizeOf(note);
  const { ranges, count } = await writeRecords(folder, { client, filter, size });
  for (const file of neededFiles(size, filter === null ? null : ranges)) {
    await writeBelow(join(folder, BUNDLE_FILES.log), tileFilePath(file), await fetchFile(client, file));
  }
  await writeBelow(join(folder, BUNDLE_FILES.log), 'checkpoint', note);
  const agents = (await client.agents()).agents.map(agentOf);
  // After the records, so that it has all that they say of it.
  const access =
    filter === null ? { access: await exportAccess(client, join(folder, BUNDLE_FILES.access)) } : {};
  const manifest: Manifest = {
    v: 1,
    exportedAt: now.toISOString(),
    size,
    records: count,
    filter,
    ranges: filter === null ? [] : ranges.all(),
    ...access,
  };
  await writeBelow(folder, BUNDLE_FILES.agents, `${JSON.stringify(agents, null, 2)}\n`);
  await writeBelow(folder, BUNDLE_FILES.page, bundlePage(manifest, { agents, origin: originOf(note) }));
  await writeBelow(folder, BUNDLE_FILES.manifest, `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

async function makeEmpty(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length === 0) return;
  throw new BundleError('not-empty', `${folder} is not empty`, 'name a folder that does not exist yet');
}

async function checkpointOf(client: CollectorClient): Promise<string> {
  try {
    return Buffer.from(await client.logFile('checkpoint')).toString('utf8');
  } catch (cause) {
    if (!(cause instanceof CollectorError) || cause.refusal !== 'not-found') throw cause;
    throw new BundleError('nothing-logged', 'the collector has no record yet', 'there is nothing to export');
  }
}

/** Believed by nobody: it only says how much to fetch. */
function sizeOf(note: string): number {
  const size = Number(note.split('\n')[1]);
  if (Number.isSafeInteger(size) && size > 0) return size;
  throw new BundleError('nothing-logged', 'the checkpoint of the collector says no size', '');
}

function originOf(note: string): string {
  return note.split('\n', 1)[0] ?? '';
}

interface RecordParts {
  readonly client: CollectorClient;
  readonly filter: RecordsQuery | null;
  readonly size: number;
}

async function writeRecords(folder: string, { client, filter, size }: RecordParts): Promise<Written> {
  const path = join(folder, BUNDLE_FILES.records);
  const ranges = new Ranges();
  const ledger = new DestructionLedger<string | null>();
  let count = 0;
  await writeFile(path, '', { mode: 0o600, flag: 'wx' });
  for (let after: number | null = 0; after !== null; ) {
    const page = await client.records({ ...filter, order: 'oldest', after, limit: PAGE });
    const records = page.records.filter(({ index }) => index < size);
    await appendFile(path, records.map(lineOf).join(''));
    for (const stored of records) {
      ranges.add(stored.index);
      noteIn(ledger, stored);
    }
    count += records.length;
    after = records.length < page.records.length ? null : page.next;
  }
  const sessions = new Set(ledger.unexplained());
  const written =
    sessions.size === 0 ? { ranges, count } : await addTold(path, sessions, { client, size, ledger });
  if (ledger.unexplained().length === 0) return written;
  const hint = 'export again, into another folder';
  throw new BundleError('destroyed-meanwhile', 'what was said was destroyed while it was exported', hint);
}

interface Written {
  readonly ranges: Ranges;
  readonly count: number;
}

function noteIn(ledger: DestructionLedger<string | null>, { record, receivedAt }: StoredRecord): void {
  ledger.note(record, receivedAt, record.session);
  if (record.event === 'content.destroyed') ledger.believe(record);
}

/** An excerpt holds what says why something is missing in it, whatever was asked for. */
async function addTold(
  path: string,
  sessions: ReadonlySet<string | null>,
  {
    client,
    size,
    ledger,
  }: Omit<RecordParts, 'filter'> & { readonly ledger: DestructionLedger<string | null> },
): Promise<Written> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  const placed = new Map(lines.map((line) => [indexOf(line), `${line}\n`]));
  for (const session of sessions) {
    const query = { event: 'content.destroyed', ...(session === null ? {} : { session }) } as const;
    for (const told of await collectRecords(client, query, MAX_TOLD)) {
      if (told.index >= size) continue;
      noteIn(ledger, told);
      placed.set(told.index, lineOf(told));
    }
  }
  const indexes = [...placed.keys()].toSorted((one, other) => one - other);
  await writeFile(path, indexes.map((index) => placed.get(index)).join(''), { mode: 0o600 });
  const ranges = new Ranges();
  for (const index of indexes) ranges.add(index);
  return { ranges, count: indexes.length };
}

/** Of one session, which loses at most two sides a day. */
const MAX_TOLD = 10_000;

function indexOf(line: string): number {
  return parseBundleLine(line)?.index ?? 0;
}

function lineOf({ index, receivedAt, record, signature }: StoredRecord): string {
  return `${formatBundleLine({ index, receivedAt, signed: { record, signature } })}\n`;
}

/** Of an excerpt only the tiles of its records, what leads from them to the root, and the right edge. */
function neededFiles(size: number, ranges: Ranges | null): readonly TileFile[] {
  const tiles = [...tilesBetween(0, size)].filter((tile) => ranges === null || isNeeded(tile, size, ranges));
  return tiles.flatMap((tile): readonly TileFile[] =>
    tile.level === 0
      ? [
          { kind: 'tile', tile },
          { kind: 'bundle', tile },
        ]
      : [{ kind: 'tile', tile }],
  );
}

function isNeeded(tile: Tile, size: number, ranges: Ranges): boolean {
  const leaves = TILE_WIDTH ** (tile.level + 1);
  const isEdge = tile.width < TILE_WIDTH || hashesAt(tile.level + 1, size) === 0;
  return isEdge || ranges.meets(tile.index * leaves, (tile.index + 1) * leaves - 1);
}

/** A partial tile may have given way to the full one in the meantime; its hashes are the first of those. */
async function fetchFile(client: CollectorClient, file: TileFile): Promise<Uint8Array> {
  try {
    return await client.logFile(file);
  } catch (cause) {
    const isGone = cause instanceof CollectorError && cause.refusal === 'not-found';
    if (!isGone || file.tile.width === TILE_WIDTH) throw cause;
    const { level, index, width } = file.tile;
    const full = await client.logFile({ ...file, tile: { level, index, width: TILE_WIDTH } });
    return file.kind === 'tile' ? full.subarray(0, width * 32) : firstEntries(full, width);
  }
}

function firstEntries(bundle: Uint8Array, count: number): Uint8Array {
  let end = 0;
  for (let entry = 0; entry < count; entry++) {
    end += 2 + (bundle[end] ?? 0) * 256 + (bundle[end + 1] ?? 0);
  }
  return bundle.subarray(0, end);
}

function agentOf({ agent, publicKey, subject, enrolledAt }: BundleAgent): BundleAgent {
  return { agent, publicKey, subject, enrolledAt };
}

async function writeBelow(folder: string, path: string, content: string | Uint8Array): Promise<void> {
  const whole = join(folder, path);
  await mkdir(dirname(whole), { recursive: true, mode: 0o700 });
  await writeFile(whole, content, { mode: 0o600, flag: 'wx' });
}
