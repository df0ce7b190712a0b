/** The one question of a DNS query (RFC 1035, 4.1.2). */
export interface Question {
  /** In lower case, without a dot at its end. */
  readonly name: string;
  readonly type: number;
  /** Where the question ends in the message. */
  readonly end: number;
}

const HEADER_BYTES = 12;
const TYPE_A = 1;

/** What is asked, or null for what is no query of one plain name. */
export function questionOf(message: Buffer): Question | null {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (;;) {
    const length = message[at];
    if (length === undefined || length > 63) return null;
    at += 1;
    if (length === 0) break;
    labels.push(message.toString('latin1', at, at + length));
    at += length;
  }
  if (at + 4 > message.length) return null;
  return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at), end: at + 4 };
}

/** The answer that leads the name to `address`; for anything but an address of IPv4 there is none. */
export function answerTo(message: Buffer, question: Question, address: string): Buffer {
  const header = Buffer.from(message.subarray(0, HEADER_BYTES));
  const isAddress = question.type === TYPE_A;
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(isAddress ? 1 : 0, 6);
  header.writeUInt16BE(0, 8);
  header.writeUInt16BE(0, 10);
  const record = Buffer.from([
    0xc0,
    0x0c,
    0,
    TYPE_A,
    0,
    1,
    0,
    0,
    0,
    0,
    0,
    4,
    ...address.split('.').map(Number),
  ]);
  return Buffer.concat([
    header,
    message.subarray(HEADER_BYTES, question.end),
    ...(isAddress ? [record] : []),
  ]);
}
