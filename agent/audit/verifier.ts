import { createHash, createPublicKey, verify } from 'node:crypto';
import type { ChainPorts } from '../../protocol/chain.ts';
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

/** Lower-case hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
