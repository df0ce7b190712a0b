import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { logEntryBytes } from '../../protocol/log-entry.ts';
import { formatBundle } from '../../protocol/merkle/entry-bundle.ts';
import { TILE_WIDTH, type TileFile, tileFilePath, tilesBetween } from '../../protocol/merkle/tile.ts';
import type { LogTable } from '../store/log.ts';
import type { RecordLog } from './record-log.ts';
import { replaceFile, syncFolder } from './replace-file.ts';

export interface PublishPorts {
  readonly table: LogTable;
  readonly log: RecordLog;
  /** The log's folder, laid out as C2SP tlog-tiles says. */
  readonly directory: string;
}

export const CHECKPOINT_FILE = 'checkpoint';

/**
 * Writes what the tree of `to` leaves has and the one of `from` has not, and the checkpoint of `to` last of all:
 * whoever reads one finds all that it stands for. Done again after it was cut short anywhere, it writes the same.
 */
export async function publish(
  { from, to }: { readonly from: number; readonly to: number },
  ports: PublishPorts,
): Promise<void> {
  const folders = new Set([ports.directory]);
  for (const tile of tilesBetween(from, to)) {
    await publishFile({ kind: 'tile', tile }, ports, folders);
    if (tile.level === 0) await publishFile({ kind: 'bundle', tile }, ports, folders);
  }
  for (const folder of folders) await syncFolder(folder);
  await replaceFile(join(ports.directory, CHECKPOINT_FILE), await ports.log.checkpoint(to));
  await syncFolder(ports.directory);
}

async function publishFile(file: TileFile, ports: PublishPorts, folders: Set<string>): Promise<void> {
  const path = join(ports.directory, tileFilePath(file));
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await replaceFile(path, await contentOf(file, ports.table));
  for (let each = folder; each.length > ports.directory.length; each = dirname(each)) folders.add(each);
  // A full tile takes the place of its partial ones.
  if (file.tile.width === TILE_WIDTH) await rm(`${path}.p`, { recursive: true, force: true });
}

async function contentOf({ kind, tile }: TileFile, table: LogTable): Promise<Uint8Array> {
  const { level, index, width } = tile;
  if (kind === 'tile') return table.hashes(level, index * TILE_WIDTH, width);
  return formatBundle((await table.entries(index * TILE_WIDTH, width)).map(logEntryBytes));
}
