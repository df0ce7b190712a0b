import { hash } from 'node:crypto';

export function sha256(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer');
}

/** Of bytes, or a text's UTF-8; lower-case hex. */
export function sha256Hex(input: Uint8Array | string): string {
  return hash('sha256', input);
}
