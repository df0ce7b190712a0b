import { hash } from 'node:crypto';

export function sha256(bytes: Uint8Array): Uint8Array {
  // A buffer from the pool: one of the digest's own costs as much again as the digest.
  return Buffer.from(hash('sha256', bytes), 'hex');
}
