import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Ajv } from 'ajv';
import { KEPT_RECEIPT } from '../../protocol/collector-schema.ts';
import { type KeptReceipt, requireReceipt } from '../../protocol/log-receipt.ts';
import type { Checkpoint } from '../../protocol/merkle/checkpoint.ts';
import { MerkleError } from '../../protocol/merkle/merkle-error.ts';
import type { NoteVerifier } from '../../protocol/merkle/signed-note.ts';
import { syncDirectory } from '../sync-directory.ts';
import { EMPTY_TREE, sha256Bytes } from './verifier.ts';

export class ReceiptFileError extends Error {
  readonly code = 'unreadable';
  readonly hint: string;

  constructor(path: string, cause: unknown) {
    super(`${path} does not hold a receipt of the collector that this agent is enrolled with`, { cause });
    this.name = 'ReceiptFileError';
    this.hint = `keep a copy as evidence; if the collector was set up anew on purpose, remove ${path}`;
  }
}

/**
 * The kept receipt and its checkpoint; null before the first. Throws ReceiptFileError when there is a file that
 * does not hold: without it nobody would see that the collector forgot.
 */
export async function readReceiptFile(
  path: string,
  log: NoteVerifier,
): Promise<{ readonly kept: KeptReceipt; readonly checkpoint: Checkpoint } | null> {
  const text = await readIfThere(path);
  if (text === null) return null;
  try {
    const kept: unknown = JSON.parse(text);
    if (!isKeptReceipt(kept)) throw new ReceiptFileError(path, undefined);
    const expected = { record: kept.record, known: EMPTY_TREE, log };
    return { kept, checkpoint: requireReceipt(kept.receipt, expected, sha256Bytes) };
  } catch (cause) {
    const isBad = cause instanceof MerkleError || cause instanceof SyntaxError;
    throw isBad ? new ReceiptFileError(path, cause) : cause;
  }
}

/** Resolves when the receipt is on the disk. What it continued is left out, so that it stands for itself. */
export async function writeReceiptFile(path: string, { record, receipt }: KeptReceipt): Promise<void> {
  const kept: KeptReceipt = { record, receipt: { ...receipt, consistency: [] } };
  const draft = `${path}.new`;
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(kept, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  await syncDirectory(dirname(path));
}

const isKeptReceipt = new Ajv({ allowUnionTypes: true }).compile<KeptReceipt>(KEPT_RECEIPT);

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
