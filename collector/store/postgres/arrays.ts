/** Arrays as PostgreSQL takes them in binary (array_recv of its arrayfuncs.c): nothing is escaped here, or parsed there. */
export function textArray(values: readonly (string | null)[]): Buffer {
  const elements = values.map((value) => (value === null ? null : Buffer.from(value)));
  return arrayOf(OIDS.text, elements);
}

export function byteaArray(values: readonly Uint8Array[]): Buffer {
  return arrayOf(OIDS.bytea, values);
}

export function booleanArray(values: readonly boolean[]): Buffer {
  const elements = values.map((value) => Uint8Array.of(value ? 1 : 0));
  return arrayOf(OIDS.bool, elements);
}

/** Of safe integers. */
export function bigintArray(values: readonly number[]): Buffer {
  const elements = values.map((value) => {
    const bytes = Buffer.allocUnsafe(8);
    bytes.writeBigInt64BE(BigInt(value));
    return bytes;
  });
  return arrayOf(OIDS.int8, elements);
}

/** Rows of pg_type. */
const OIDS = { bool: 16, bytea: 17, int8: 20, text: 25 } as const;
const HEAD_BYTES = 20;
const LENGTH_BYTES = 4;
const NULL_LENGTH = -1;

function arrayOf(oid: number, elements: readonly (Uint8Array | null)[]): Buffer {
  const size = elements.reduce((sum, each) => sum + LENGTH_BYTES + (each?.length ?? 0), HEAD_BYTES);
  const array = Buffer.allocUnsafe(size);
  const hasNull = elements.includes(null) ? 1 : 0;
  const [dimensions, lowerBound] = [1, 1];
  let at = 0;
  for (const field of [dimensions, hasNull, oid, elements.length, lowerBound])
    at = array.writeInt32BE(field, at);
  for (const each of elements) {
    at = array.writeInt32BE(each?.length ?? NULL_LENGTH, at);
    if (each === null) continue;
    array.set(each, at);
    at += each.length;
  }
  return array;
}
