import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCheckpoint } from '../../protocol/log-receipt.ts';
import type { Checkpoint } from '../../protocol/merkle/checkpoint.ts';
import { MerkleError } from '../../protocol/merkle/merkle-error.ts';
import type { NoteVerifier } from '../../protocol/merkle/signed-note.ts';
import { equalBytes } from '../../protocol/merkle/tree-hash.ts';
import { LogError } from './log-error.ts';
import { CHECKPOINT_FILE } from './publish.ts';
import type { RecordLog } from './record-log.ts';

/**
 * How many leaves were published, once it is shown that the log still begins with them. Throws LogError: what
 * was signed and given away must not be contradicted.
 */
export async function publishedSize(directory: string, log: RecordLog, key: NoteVerifier): Promise<number> {
  const path = join(directory, CHECKPOINT_FILE);
  const note = await readIfThere(path);
  if (note === null) return 0;
  const { size, root } = openOwn(note, path, key);
  const stored = await log.size();
  if (size > stored) {
    throw new LogError('rolled-back', `${path} is of ${size} records, the database has ${stored}`);
  }
  if (!equalBytes(root, await log.root(size))) {
    throw new LogError('forked', `the first ${size} records of the database are not those of ${path}`);
  }
  return size;
}

function openOwn(note: string, path: string, key: NoteVerifier): Checkpoint {
  try {
    return readCheckpoint(note, key);
  } catch (cause) {
    if (cause instanceof MerkleError) throw new LogError('not-ours', `${path}: ${cause.message}`);
    throw cause;
  }
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
