import { getAll, type RawHeaders } from './headers.ts';

/** Why two readers of a request could disagree on where it ends or for whom it is. */
export type FramingFault =
  | 'host-missing'
  | 'host-repeated'
  | 'transfer-encoding-unknown'
  | 'length-beside-transfer-encoding'
  | 'content-length-repeated'
  | 'content-length-malformed';

const LENGTH = /^[0-9]{1,15}$/;

/**
 * What is wrong with the framing of a request (RFC 9112, 3.2 and 6.3), or null when there is one way to read
 * it. Stricter than the parser below it, so that a lenient parser is not the only thing in between.
 */
export function framingFault(headers: RawHeaders): FramingFault | null {
  const hosts = getAll(headers, 'host');
  if (hosts.length === 0) return 'host-missing';
  if (hosts.length > 1) return 'host-repeated';
  const codings = getAll(headers, 'transfer-encoding');
  const lengths = getAll(headers, 'content-length');
  if (codings.length > 1 || codings.some((coding) => coding.toLowerCase() !== 'chunked')) {
    return 'transfer-encoding-unknown';
  }
  if (codings.length > 0 && lengths.length > 0) return 'length-beside-transfer-encoding';
  if (lengths.length > 1) return 'content-length-repeated';
  if (lengths.some((length) => !LENGTH.test(length))) return 'content-length-malformed';
  return null;
}

/** How the body of a request with sound framing is delimited. */
export type BodyFraming =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' };

export function bodyFraming(headers: RawHeaders): BodyFraming {
  if (getAll(headers, 'transfer-encoding').length > 0) return { kind: 'chunked' };
  const [length] = getAll(headers, 'content-length');
  return length === undefined ? { kind: 'none' } : { kind: 'length', bytes: Number(length) };
}
