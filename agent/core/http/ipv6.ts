const GROUPS = 8;
const GROUP = /^[0-9a-f]{1,4}$/;
const IPV4 = /^(?:0|[1-9][0-9]{0,2})(?:\.(?:0|[1-9][0-9]{0,2})){3}$/;

/** The one spelling of an IPv6 address (RFC 5952), without brackets or zone; null for anything else. */
export function canonicalIpv6(text: string): string | null {
  const groups = parseGroups(text.toLowerCase());
  return groups === null ? null : format(groups);
}

function parseGroups(text: string): number[] | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [first = '', second] = halves;
  const head = parseHalf(first, second === undefined);
  const tail = second === undefined ? [] : parseHalf(second, true);
  if (head === null || tail === null) return null;
  const missing = GROUPS - head.length - tail.length;
  if (second === undefined ? missing !== 0 : missing < 1) return null;
  return [...head, ...Array.from({ length: missing }, () => 0), ...tail];
}

/** Only the last part of the whole address may be an IPv4 address in dotted form. */
function parseHalf(text: string, isLast: boolean): number[] | null {
  if (text === '') return [];
  const parts = text.split(':');
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (GROUP.test(part)) groups.push(Number.parseInt(part, 16));
    else if (isLast && index === parts.length - 1 && IPV4.test(part)) {
      const [a = 256, b = 256, c = 256, d = 256] = part.split('.').map(Number);
      if (Math.max(a, b, c, d) > 255) return null;
      groups.push(a * 256 + b, c * 256 + d);
    } else return null;
  }
  return groups;
}

/** The longest run of two or more zero groups becomes `::`; of equal ones the first. */
function format(groups: readonly number[]): string {
  let start = -1;
  let length = 1;
  for (let from = 0; from < GROUPS; from += 1) {
    let to = from;
    while (to < GROUPS && groups[to] === 0) to += 1;
    if (to - from > length) {
      start = from;
      length = to - from;
    }
  }
  const hex = groups.map((group) => group.toString(16));
  if (start === -1) return hex.join(':');
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`;
}
