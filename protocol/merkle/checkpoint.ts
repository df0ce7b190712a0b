import { base64Of, bytesOfBase64 } from './base64.ts';
import type { TreeHead } from './consistency.ts';
import { MerkleError } from './merkle-error.ts';
import { HASH_BYTES } from './tree-hash.ts';

/** A log's word on its tree (C2SP tlog-checkpoint), without extension lines. */
export interface Checkpoint extends TreeHead {
  /** Which log. */
  readonly origin: string;
}

/** The text under a checkpoint's signatures. */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${base64Of(root)}\n`;
}

/**
 * Reads the text of a note as a checkpoint of `origin`. Extension lines are refused: nobody could audit what
 * they say. Throws MerkleError `bad-checkpoint` or `bad-base64`.
 */
export function parseCheckpoint(text: string, origin: string): Checkpoint {
  const lines = text.split('\n');
  const [first, size = '', root = '', end] = lines;
  if (lines.length !== 4 || end !== '') throw bad(`${lines.length - 1} lines, expected 3`);
  if (first !== origin) throw bad('the origin of another log');
  if (!/^(?:0|[1-9][0-9]{0,15})$/.test(size) || !Number.isSafeInteger(Number(size)))
    throw bad('no tree size');
  const bytes = bytesOfBase64(root);
  if (bytes.length !== HASH_BYTES) throw bad(`a root of ${bytes.length} bytes, expected ${HASH_BYTES}`);
  return { origin, size: Number(size), root: bytes };
}

function bad(seen: string): MerkleError {
  return new MerkleError('bad-checkpoint', `the checkpoint has ${seen}`);
}
