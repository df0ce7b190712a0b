import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../log/replace-file.ts';
import { AccessError } from './access-error.ts';

const NAME = /^[0-9a-f]{32}$/;
const NAME_BYTES = 16;

/**
 * The name of the journal in this folder, by which the log tells it from others: of another collector, or from before
 * the folder was moved away. Throws AccessError `damaged`.
 */
export async function journalName(directory: string): Promise<string> {
  const path = join(directory, 'name');
  const known = await read(path);
  if (known === null) {
    const made = randomBytes(NAME_BYTES).toString('hex');
    await replaceFile(path, made);
    return made;
  }
  if (NAME.test(known)) return known;
  const hint = 'keep the folder as evidence, move it away, and start again';
  throw new AccessError('damaged', `${path} holds no name of a journal`, { hint });
}

async function read(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw cause;
  }
}
