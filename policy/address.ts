/** An address as its bits, 32 or 128. */
interface Address {
  readonly width: 32 | 128;
  readonly bits: bigint;
}

/**
 * Whether `host` is one of `listed`: addresses or ranges such as `10.0.0.0/8`. IPv6 may be in brackets. What is
 * no plainly written address is in no range.
 */
export function isListedAddress(host: string, listed: readonly string[]): boolean {
  const address = parseAddress(host);
  return address !== null && listed.some((entry) => contains(entry, address));
}

/** Whether a policy may list `entry`. */
export function isAddressRange(entry: string): boolean {
  return parseRange(entry) !== null;
}

/**
 * Whether a host is an address in any spelling that a resolver takes for one: the last label a number, also
 * hexadecimal (`0x7f.1`), or anything with a colon. Such a host has no name that a certificate could prove.
 */
export function looksLikeAddress(host: string): boolean {
  const last = host.replace(/\.$/u, '').split('.').at(-1) ?? '';
  return host.includes(':') || host.startsWith('[') || /^(?:[0-9]+|0x[0-9a-f]*)$/iu.test(last);
}

function contains(entry: string, address: Address): boolean {
  const range = parseRange(entry);
  if (range === null || range.width !== address.width) return false;
  const shift = BigInt(range.width - range.prefix);
  return range.bits >> shift === address.bits >> shift;
}

function parseRange(entry: string): (Address & { readonly prefix: number }) | null {
  const [text = '', prefix, ...more] = entry.split('/');
  const address = parseAddress(text);
  if (address === null || more.length > 0) return null;
  if (prefix === undefined) return { ...address, prefix: address.width };
  if (!/^(?:0|[1-9][0-9]{0,2})$/u.test(prefix) || Number(prefix) > address.width) return null;
  return { ...address, prefix: Number(prefix) };
}

function parseAddress(text: string): Address | null {
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  return bare.includes(':') ? parseIpv6(bare) : parseIpv4(text);
}

/** Four decimal numbers without leading zeros: other spellings mean different things to different resolvers. */
function parseIpv4(text: string): Address | null {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  let bits = 0n;
  for (const part of parts) {
    if (!/^(?:0|[1-9][0-9]{0,2})$/u.test(part) || Number(part) > 255) return null;
    bits = (bits << 8n) | BigInt(part);
  }
  return { width: 32, bits };
}

/** RFC 4291, 2.2: eight groups, `::` once for one or more of zeros, an IPv4 address at the end. */
function parseIpv6(text: string): Address | null {
  const halves = text.split('::');
  const isEmbeddedInside = halves.length === 2 && halves[0]?.includes('.');
  if (halves.length > 2 || isEmbeddedInside) return null;
  const [head, tail] = halves.map(parseGroups);
  if (head === null || head === undefined || tail === null) return null;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const groups = [...head, ...Array.from({ length: missing }, () => 0n), ...(tail ?? [])];
  return { width: 128, bits: groups.reduce((bits, group) => (bits << 16n) | group, 0n) };
}

function parseGroups(text: string): readonly bigint[] | null {
  if (text === '') return [];
  const parts = text.split(':');
  const groups: bigint[] = [];
  for (const [index, part] of parts.entries()) {
    const last = index === parts.length - 1 ? parseIpv4(part) : null;
    if (last !== null) groups.push(last.bits >> 16n, last.bits & 0xffffn);
    else if (/^[0-9a-f]{1,4}$/iu.test(part)) groups.push(BigInt(`0x${part}`));
    else return null;
  }
  return groups;
}
