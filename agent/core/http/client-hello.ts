/** What the first bytes of a connection say. `invalid` bytes will never become a ClientHello. */
export type ClientHello =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'invalid' }
  | { readonly kind: 'hello'; readonly serverName: string | null };

const INCOMPLETE: ClientHello = { kind: 'incomplete' };
const INVALID: ClientHello = { kind: 'invalid' };

const RECORD_HEADER = 5;
const MAX_RECORD = 16_384;
const HANDSHAKE_HEADER = 4;
const MAX_HANDSHAKE = 65_535;
const RECORD_HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const EXTENSION_SERVER_NAME = 0;
const HOST_NAME = 0;
const NAME = /^[\x21-\x7e]{1,255}$/;

/**
 * Reads the ClientHello at the start of `bytes` (RFC 8446, 4.1.2 and 5.1), whose handshake message may span
 * several records. Bytes after it are not looked at. `serverName` is lower case, null when the client sent none
 * (RFC 6066, 3).
 */
export function readClientHello(bytes: Uint8Array): ClientHello {
  const handshake = joinRecords(bytes);
  if (handshake === 'incomplete') return INCOMPLETE;
  if (handshake === 'invalid') return INVALID;
  try {
    return { kind: 'hello', serverName: readServerName(new Reader(handshake)) };
  } catch (fault) {
    if (fault instanceof RangeError) return INVALID;
    throw fault;
  }
}

/** The body of the first handshake message, put together from the records that carry it. */
function joinRecords(bytes: Uint8Array): Uint8Array | 'incomplete' | 'invalid' {
  const joined: number[] = [];
  let offset = 0;
  for (;;) {
    const header = bytes.subarray(offset, offset + RECORD_HEADER);
    const [type = RECORD_HANDSHAKE, major = 3, , high = 0, low = 1] = header;
    const length = high * 256 + low;
    if (type !== RECORD_HANDSHAKE || major !== 3) return 'invalid';
    if (header.length < RECORD_HEADER) return 'incomplete';
    if (length === 0 || length > MAX_RECORD) return 'invalid';
    for (const byte of bytes.subarray(offset + RECORD_HEADER, offset + RECORD_HEADER + length))
      joined.push(byte);
    const state = messageState(joined);
    if (state !== 'incomplete')
      return state === 'invalid' ? state : Uint8Array.from(joined.slice(HANDSHAKE_HEADER, state));
    offset += RECORD_HEADER + length;
    if (offset >= bytes.length) return 'incomplete';
  }
}

/** Where the handshake message ends, once all of it is there. */
function messageState(joined: readonly number[]): number | 'incomplete' | 'invalid' {
  const [type = CLIENT_HELLO, high = 0, middle = 0, low = 0] = joined;
  const end = HANDSHAKE_HEADER + high * 65_536 + middle * 256 + low;
  if (type !== CLIENT_HELLO || end > MAX_HANDSHAKE) return 'invalid';
  return joined.length < HANDSHAKE_HEADER || joined.length < end ? 'incomplete' : end;
}

function readServerName(hello: Reader): string | null {
  hello.take(2 + 32);
  hello.vector(1);
  hello.vector(2);
  hello.vector(1);
  if (hello.atEnd) return null;
  const extensions = hello.vector(2);
  hello.expectEnd();
  let name: string | null = null;
  while (!extensions.atEnd) {
    const type = extensions.number(2);
    const body = extensions.vector(2);
    if (type !== EXTENSION_SERVER_NAME) continue;
    if (name !== null) throw new RangeError('server_name sent twice');
    name = readNameList(body);
  }
  return name;
}

/** A list of exactly one host name: more than one of a type is forbidden, and no other type was ever defined. */
function readNameList(extension: Reader): string {
  const list = extension.vector(2);
  extension.expectEnd();
  if (list.number(1) !== HOST_NAME) throw new RangeError('server_name of an unknown type');
  const name = String.fromCharCode(...list.vector(2).rest());
  list.expectEnd();
  if (!NAME.test(name)) throw new RangeError('server_name that is no host name');
  return name.toLowerCase();
}

/** Takes bytes from the front; throws RangeError rather than read past the end. */
class Reader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#offset === this.#bytes.length;
  }

  take(length: number): Uint8Array {
    const end = this.#offset + length;
    if (end > this.#bytes.length) throw new RangeError('ClientHello ends too early');
    const taken = this.#bytes.subarray(this.#offset, end);
    this.#offset = end;
    return taken;
  }

  number(width: 1 | 2): number {
    return this.take(width).reduce((value, byte) => value * 256 + byte, 0);
  }

  /** A vector whose length stands before it in `width` bytes. */
  vector(width: 1 | 2): Reader {
    return new Reader(this.take(this.number(width)));
  }

  rest(): Uint8Array {
    return this.take(this.#bytes.length - this.#offset);
  }

  expectEnd(): void {
    if (!this.atEnd) throw new RangeError('ClientHello has bytes that belong to nothing');
  }
}
