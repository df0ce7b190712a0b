/**
 * Gives back the memory of a piece that has been read or written and that nobody else has. The collector would get
 * to it only after some sixty megabytes of them, and then take longer than the reading did.
 */
export function release(piece: Buffer): void {
  const { buffer } = piece;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === piece.byteLength) buffer.transfer(0);
}
