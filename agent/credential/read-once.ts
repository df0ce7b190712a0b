/**
 * The text of a secret's bytes, which are zeroed: what was read of it is nowhere but in the text, which the runtime alone
 * can forget.
 */
export function readOnce(bytes: Uint8Array): string {
  try {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  } finally {
    bytes.fill(0);
  }
}
