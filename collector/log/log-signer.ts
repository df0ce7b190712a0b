import { createPublicKey, verify } from 'node:crypto';
import { logKey } from '../../protocol/log-key.ts';
import type { NoteSigner, NoteVerifier } from '../../protocol/merkle/signed-note.ts';
import type { CollectorKey } from '../identity/collector-key.ts';
import { sha256 } from './sha256.ts';

/**
 * The collector's key as the one of its log. What it signs as a claim begins with another line than any
 * checkpoint, so neither can be passed off as the other.
 */
export function logSigner({ publicKey, sign }: CollectorKey): NoteSigner & NoteVerifier {
  const der = Buffer.from(publicKey, 'base64');
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  return {
    ...logKey(der, sha256),
    sign: (bytes) => Buffer.from(sign(bytes), 'base64url'),
    verify: (bytes, signature) => verify(null, bytes, key, signature),
  };
}
