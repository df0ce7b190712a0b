import { headerValues, type RawHeaders } from './headers.ts';

/** Why two readers of a request could disagree on where it ends, for whom it is, in whose name, or of what kind. */
export type FramingFault =
  | 'host-missing'
  | 'host-repeated'
  | 'transfer-encoding-unknown'
  | 'length-beside-transfer-encoding'
  | 'content-length-repeated'
  | 'content-length-malformed'
  | 'authorization-repeated'
  | 'content-type-repeated';

const LENGTH = /^[0-9]{1,15}$/;

/**
 * What is wrong with the framing of a request (RFC 9112, 3.2 and 6.3; RFC 9110, 5.3), or null when there is one way
 * to read it. Stricter than the parser below it, so that a lenient parser is not the only thing in between.
 */
export function framingFault(headers: RawHeaders): FramingFault | null {
  const hosts = headerValues(headers, 'host');
  if (hosts.length === 0) return 'host-missing';
  if (hosts.length > 1) return 'host-repeated';
  const codings = headerValues(headers, 'transfer-encoding');
  const lengths = headerValues(headers, 'content-length');
  if (codings.length > 1 || codings.some((coding) => coding.toLowerCase() !== 'chunked')) {
    return 'transfer-encoding-unknown';
  }
  if (codings.length > 0 && lengths.length > 0) return 'length-beside-transfer-encoding';
  if (lengths.length > 1) return 'content-length-repeated';
  if (lengths.some((length) => !LENGTH.test(length))) return 'content-length-malformed';
  if (headerValues(headers, 'authorization').length > 1) return 'authorization-repeated';
  if (headerValues(headers, 'content-type').length > 1) return 'content-type-repeated';
  return null;
}
