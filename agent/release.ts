/**
 * Gives back the memory of a piece that has been read or written and that nobody else has. The collector would get
 * to it only after some sixty megabytes of them, and then take longer than the reading did.
 */
export function release(piece: Buffer): void {
  const { buffer } = piece;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === piece.byteLength) buffer.transfer(0);
}

/** Smaller pieces go as they come: what they hold is not worth a call for each. */
const WORTH_BYTES = 4096;

/** What to do once a piece was written: `release`, unless the writing failed, when it may still be in use. */
export function releaser(piece: Buffer): ((fault?: Error | null) => void) | undefined {
  if (piece.length < WORTH_BYTES) return undefined;
  return (fault) => {
    if (!fault) release(piece);
  };
}
