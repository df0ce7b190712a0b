import { createPublicKey, hash, type KeyObject } from 'node:crypto';
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

export function agentKey({ publicKey }: Pick<AgentRow, 'publicKey'>): KeyObject {
  return createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
}

/** Of bytes, or a text's UTF-8; lower-case hex. */
export function sha256(input: Uint8Array | string): string {
  return hash('sha256', input);
}

function parseKey(der: Buffer): KeyObject | null {
  try {
    return createPublicKey({ key: der, format: 'der', type: 'spki' });
  } catch {
    return null;
  }
}
