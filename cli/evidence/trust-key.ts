import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { logKey } from '../../protocol/log-key.ts';
import type { NoteVerifier } from '../../protocol/merkle/signed-note.ts';
import { BundleError } from './bundle.ts';
import { sha256 } from './sha256.ts';

/**
 * The key of the log that is trusted: the text of it or a file with it, as SPKI in base64 (what an agent's
 * enrolment has) or in PEM. Throws BundleError `bad-key`.
 */
export async function trustedLog(given: string): Promise<NoteVerifier> {
  const key = parseKey(given) ?? parseKey(await readOrEmpty(given));
  if (key?.asymmetricKeyType !== 'ed25519') {
    throw new BundleError('bad-key', `${given} is no Ed25519 public key and no file that holds one`, HINT);
  }
  return {
    ...logKey(key.export({ type: 'spki', format: 'der' }), sha256),
    verify: (bytes, signature) => verify(null, bytes, key, signature),
  };
}

const HINT = "countersign collector prints its key; an agent's is collectorKey in agent/enrolment.json";

function parseKey(text: string): KeyObject | null {
  const trimmed = text.trim();
  try {
    if (trimmed.startsWith('-----BEGIN PUBLIC KEY-----')) return createPublicKey(trimmed);
    return createPublicKey({ key: Buffer.from(trimmed, 'base64'), format: 'der', type: 'spki' });
  } catch {
    return null;
  }
}

async function readOrEmpty(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return '';
  }
}
