import { createHash } from 'node:crypto';
import { pipeline, type Readable, Transform } from 'node:stream';
import type { LfsPointer } from '../../core/git/lfs-batch.ts';

/** The bytes of an object as they come, but for the last of them until all are those that it is named by. */
export function checkedBytes(body: Readable, { oid, size }: LfsPointer): Readable {
  const hash = createHash('sha256');
  let read = 0;
  let last: Buffer | null = null;
  const checking = new Transform({
    transform(piece: Buffer, _coding, done) {
      hash.update(piece);
      read += piece.length;
      const before = last;
      last = piece;
      if (read > size) return done(new Error('the object is longer than its name says'));
      return done(null, before);
    },
    flush(done) {
      const isNamed = read === size && hash.digest('hex') === oid;
      if (isNamed) done(null, last);
      else done(new Error('the object is not what it is named by'));
    },
  });
  // Whoever reads sees the fault.
  pipeline(body, checking, () => undefined);
  return checking;
}
