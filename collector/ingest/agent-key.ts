import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { ChainPorts } from '../../protocol/chain.ts';
import { ApiFault } from '../api-fault.ts';
import type { AgentRow } from '../store/agents.ts';

/** Reads an Ed25519 public key, SPKI DER in base64, in its one spelling. Throws ApiFault `invalid`. */
export function readPublicKey(base64: string): Buffer {
  const der = Buffer.from(base64, 'base64');
  const key = parseKey(der);
  const isExact = key?.export({ type: 'spki', format: 'der' }).equals(der) === true;
  if (!isExact || key?.asymmetricKeyType !== 'ed25519' || der.toString('base64') !== base64) {
    throw new ApiFault('invalid', 'publicKey is not the SPKI DER of an Ed25519 key in base64');
  }
  return der;
}

export function agentIdOf(publicKey: Uint8Array): string {
  return sha256(publicKey);
}

/** What `verifyChain` needs to check records of this agent. */
export function chainPortsOf(agent: AgentRow): ChainPorts {
  const key = createPublicKey({ key: Buffer.from(agent.publicKey), format: 'der', type: 'spki' });
  return {
    agent: agent.id,
    sha256,
    verify: (bytes, signature) => verify(null, bytes, key, Buffer.from(signature, 'base64url')),
  };
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function parseKey(der: Buffer): KeyObject | null {
  try {
    return createPublicKey({ key: der, format: 'der', type: 'spki' });
  } catch {
    return null;
  }
}
