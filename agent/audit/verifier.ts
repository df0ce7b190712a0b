import { createPublicKey, hash, verify } from 'node:crypto';
import type { ChainPorts } from '../../protocol/chain.ts';
import { logKey } from '../../protocol/log-key.ts';
import type { TreeHead } from '../../protocol/merkle/consistency.ts';
import type { NoteVerifier } from '../../protocol/merkle/signed-note.ts';
import type { AgentKey } from '../identity/agent-key.ts';

/** Checks of this agent's own records. */
export function chainPorts(key: AgentKey): ChainPorts {
  const publicKey = createPublicKey({ key: key.publicKeyDer, format: 'der', type: 'spki' });
  return {
    agent: key.id,
    sha256,
    verify: (bytes, signature) => verify(null, bytes, publicKey, Buffer.from(signature, 'base64url')),
  };
}

/** Of bytes, or a text's UTF-8; lower-case hex. */
export function sha256(input: Uint8Array | string): string {
  return hash('sha256', input);
}

export function sha256Bytes(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer');
}

/** Checks the checkpoints of the collector with this key: SPKI DER, base64, as it was pinned. */
export function logVerifier(collectorKey: string): NoteVerifier {
  const der = Buffer.from(collectorKey, 'base64');
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  return {
    ...logKey(der, sha256Bytes),
    verify: (bytes, signature) => verify(null, bytes, key, signature),
  };
}

/** What is known of a log before anything is. */
export const EMPTY_TREE: TreeHead = Object.freeze({ size: 0, root: sha256Bytes(new Uint8Array()) });
