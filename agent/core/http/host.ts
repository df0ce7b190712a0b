import { canonicalIpv6 } from './ipv6.ts';

/** A host and the port given with it, if any. */
export interface Authority {
  /** Lower case, no trailing dot, no brackets; an IPv6 address in its canonical form. */
  readonly host: string;
  readonly port: number | null;
}

const MAX_NAME_LENGTH = 253;
const LABEL = /^[a-z0-9_-]{1,63}$/;
const NUMBER = /^(?:[0-9]+|0x[0-9a-f]*)$/;
const OCTET = /^(?:0|[1-9][0-9]{0,2})$/;
const PORT = /^[0-9]{1,5}$/;

/** `host`, `host:port`, `[v6]` or `[v6]:port` (RFC 3986, 3.2, no user-info); null when it is none of them. */
export function parseAuthority(text: string): Authority | null {
  const bracketed = text.startsWith('[');
  const end = bracketed ? text.indexOf(']') + 1 : hostEnd(text);
  if (end === 0) return null;
  const host = bracketed ? canonicalIpv6(text.slice(1, end - 1)) : parseHost(text.slice(0, end));
  if (host === null) return null;
  if (end === text.length) return { host, port: null };
  const port = text[end] === ':' ? parsePort(text.slice(end + 1)) : null;
  return port === null ? null : { host, port };
}

/** Whether the host is an address rather than a name; for hosts that `parseAuthority` gave. */
export function isAddress(host: string): boolean {
  return host.includes(':') || NUMBER.test(host.slice(host.lastIndexOf('.') + 1));
}

function hostEnd(text: string): number {
  const colon = text.indexOf(':');
  return colon === -1 ? text.length : colon;
}

/**
 * A name, or an IPv4 address in the one form that nothing reads differently: resolvers take `127.1`,
 * `0x7f000001` and `2130706433` for an address too, so no name may end in a number.
 */
function parseHost(text: string): string | null {
  const lower = text.toLowerCase();
  const host = lower.endsWith('.') ? lower.slice(0, -1) : lower;
  const labels = host.split('.');
  if (host.length > MAX_NAME_LENGTH || !labels.every((label) => LABEL.test(label))) return null;
  if (!NUMBER.test(labels.at(-1) ?? '')) return host;
  return labels.length === 4 && labels.every((label) => OCTET.test(label) && Number(label) <= 255)
    ? host
    : null;
}

function parsePort(text: string): number | null {
  const port = PORT.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : null;
}
