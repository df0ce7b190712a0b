import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib';
import { headerValues } from '../core/http/headers.ts';

export type ContentCodingErrorCode = 'unknown-coding' | 'too-large' | 'corrupt';

/** A body that cannot be read as what its headers say it is. */
export class ContentCodingError extends Error {
  readonly code: ContentCodingErrorCode;

  constructor(code: ContentCodingErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ContentCodingError';
    this.code = code;
  }
}

/** What we can read, as an `Accept-Encoding` that asks for it. */
export const DECODED_CODINGS = 'gzip, br, deflate, zstd';

/** More than one coding on top of another has no use but to hide something. */
const MAX_CODINGS = 1;

/**
 * The coding of a body, or null when there is none (RFC 9110, 8.4). Throws `unknown-coding` for one that is not
 * decoded here, and for several.
 */
export function codingOf(rawHeaders: readonly string[]): Coding | null {
  const names = headerValues(rawHeaders, 'content-encoding')
    .join(',')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity');
  const [name] = names;
  if (name === undefined) return null;
  const coding = CODINGS.get(name);
  if (coding === undefined || names.length > MAX_CODINGS) {
    // The value is the peer's: it may hold anything, and messages end in records.
    throw new ContentCodingError('unknown-coding', 'the body is in a content-encoding that cannot be read');
  }
  return coding;
}

export type Coding = 'gzip' | 'deflate' | 'br' | 'zstd';

const CODINGS: ReadonlyMap<string, Coding> = new Map([
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['deflate', 'deflate'],
  ['br', 'br'],
  ['zstd', 'zstd'],
]);

/**
 * The body as it was before it was coded, piece by piece as it comes. Data that are something else or end too
 * early throw `corrupt`; a body that broke off throws what it broke with.
 */
export async function* decoded(body: AsyncIterable<Buffer>, coding: Coding | null): AsyncGenerator<Buffer> {
  if (coding === null) return yield* body;
  const pieces = body[Symbol.asyncIterator]();
  const first = await pieces.next();
  if (first.done === true) return;
  const decoder = decoderOf(coding, first.value);
  const fed = pipeline(startingWith(first.value, pieces), decoder);
  // The fault of a torn body is met below, where the decoder is read.
  fed.catch(() => undefined);
  try {
    yield* decoder as AsyncIterable<Buffer>;
    await fed;
  } catch (cause) {
    if (!isDecoderFault(cause)) throw cause;
    throw new ContentCodingError('corrupt', `the body is not what its content-encoding ${coding} says`, {
      cause,
    });
  } finally {
    decoder.destroy();
  }
}

/** The whole of it, up to `maxBytes`; throws `too-large` beyond, before more is decoded. */
export async function collect(pieces: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const kept: Buffer[] = [];
  let length = 0;
  for await (const piece of pieces) {
    length += piece.length;
    if (length > maxBytes)
      throw new ContentCodingError('too-large', `the body is longer than ${maxBytes} bytes`);
    kept.push(piece);
  }
  return Buffer.concat(kept);
}

async function* startingWith(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* { [Symbol.asyncIterator]: () => rest };
}

function decoderOf(coding: Coding, first: Buffer): Readable & NodeJS.WritableStream {
  switch (coding) {
    case 'gzip':
      return createGunzip();
    case 'deflate':
      return isZlib(first) ? createInflate() : createInflateRaw();
    case 'br':
      return createBrotliDecompress();
    case 'zstd':
      return createZstdDecompress();
  }
}

/** `deflate` means the zlib format (RFC 1950), but some servers send it bare; the first byte tells them apart. */
function isZlib(first: Buffer): boolean {
  return ((first[0] ?? 0) & 0x0f) === 8;
}

function isDecoderFault(cause: unknown): boolean {
  if (!(cause instanceof Error) || !('code' in cause)) return false;
  return /^(Z_|ERR__|ZSTD_)/.test(String(cause.code));
}
