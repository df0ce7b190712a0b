/** Tags of DER (X.690), as far as a leaf needs them. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  /** `[n]` with what it holds encoded as it is, or with no tag of its own. */
  explicit: (number: number): number => 0xa0 | number,
  implicit: (number: number): number => 0x80 | number,
} as const;

/** A value with its tag and length. */
export function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const length = content.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([Buffer.from([tag, ...lengthBytes(length)]), ...content]);
}

/** X.690, 8.1.3: below 128 as it is, else the number of its bytes and those. */
function lengthBytes(length: number): readonly number[] {
  if (length < 0x80) return [length];
  if (length < 0x100) return [0x81, length];
  if (length < 0x10000) return [0x82, length >> 8, length & 0xff];
  throw new RangeError(`saw ${length} bytes to encode, expected fewer than 65536`);
}

/** RFC 5280, 4.1.2.5: two digits of the year until 2049, four after that; whole seconds in UTC. */
export function derTime(at: Date): Buffer {
  const digits = at.toISOString().replace(/\.\d+|[-:T]/g, '');
  const isShort = at.getUTCFullYear() < 2050;
  return der(
    isShort ? TAG.utcTime : TAG.generalizedTime,
    Buffer.from(isShort ? digits.slice(2) : digits, 'latin1'),
  );
}

/** RFC 7468: lines of 64 characters. */
export function certificatePem(bytes: Buffer): string {
  const lines = bytes.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}
