import { headerValues, tokens } from './headers.ts';
import type { ResponseHead } from './response-head.ts';

/** Where the body of an answer ends (RFC 9112, 6.3). */
export type ResponseFraming =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'chunked' }
  /** With the connection. */
  | { readonly kind: 'close' };

const LENGTH = /^[0-9]{1,15}$/;
const NONE: ResponseFraming = { kind: 'none' };

/** Null where two readers could find different ends: both framings, two lengths, a coding that is not `chunked`. */
export function responseFraming(method: string, head: ResponseHead): ResponseFraming | null {
  const { status, rawHeaders } = head;
  const isInterim = status < 200;
  const codings = headerValues(rawHeaders, 'transfer-encoding');
  const lengths = headerValues(rawHeaders, 'content-length');
  const [length] = lengths;
  if (isInterim) return NONE;
  if (lengths.length > 1 || (length !== undefined && !LENGTH.test(length))) return null;
  if (codings.length > 0) {
    const isPlain = codings.length === 1 && codings[0]?.toLowerCase() === 'chunked';
    if (!isPlain || length !== undefined || !head.isHttp11) return null;
  }
  if (method === 'HEAD' || status === 204 || status === 304) return NONE;
  if (codings.length > 0) return { kind: 'chunked' };
  return length === undefined ? { kind: 'close' } : { kind: 'length', length: Number(length) };
}

/**
 * How long, in milliseconds, the connection may rest after this answer before it is closed: at most `mostMs`, less
 * where the server says so in `Keep-Alive` (RFC 2068, 19.7.1); 0 when it must not be used again.
 */
export function restMs(head: ResponseHead, framing: ResponseFraming, mostMs: number): number {
  if (!head.isHttp11 || framing.kind === 'close') return 0;
  if (tokens(head.rawHeaders, 'connection').includes('close')) return 0;
  const hint = tokens(head.rawHeaders, 'keep-alive').find((token) => /^timeout=[0-9]{1,9}$/.test(token));
  if (hint === undefined) return mostMs;
  const promisedMs = Number(hint.slice('timeout='.length)) * 1000;
  return Math.max(0, Math.min(mostMs, promisedMs - MARGIN_MS));
}

/** The server counts from when it sent, we from when we read. */
const MARGIN_MS = 1000;
