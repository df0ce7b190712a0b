import { join } from 'node:path';
import { Ajv } from 'ajv';
import type { SignedRevocations } from '../../protocol/revocation.ts';
import { SIGNED_REVOCATIONS } from '../../protocol/revocation-schema.ts';
import { list } from '../../protocol/schema.ts';
import { readPrivateFile, replacePrivateFile } from '../private-file.ts';

const MAX_BYTES = 4 * 1024 ** 2;
const isKept = new Ajv({ allowUnionTypes: true }).compile<KeptRevocations>(
  list(SIGNED_REVOCATIONS, { min: 2, max: 2 }),
);

/** The last list, and the last answer, which may say no more than that it still holds. */
export type KeptRevocations = readonly [SignedRevocations, SignedRevocations];

/** What was known before a restart; null where it cannot be used, so that it has to be asked for again. */
export async function readRevocations(home: string): Promise<KeptRevocations | null> {
  const refuse = (_fault: string, message: string) => new Error(message);
  try {
    const content = await readPrivateFile(pathIn(home), { maxBytes: MAX_BYTES, refuse });
    const value: unknown = content === null ? null : JSON.parse(content.toString('utf8'));
    return isKept(value) ? value : null;
  } catch {
    // A file that is damaged or not private says nothing: the agent knows of no revocation, and lets nothing through.
    return null;
  }
}

export function keepRevocations(home: string, kept: KeptRevocations): Promise<void> {
  return replacePrivateFile(pathIn(home), `${JSON.stringify(kept)}\n`);
}

function pathIn(home: string): string {
  return join(home, 'agent', 'revocations.json');
}
