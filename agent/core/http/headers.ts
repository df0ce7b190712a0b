/**
 * Header fields as they were sent: name, value, name, value, in order, case and duplicates kept. Names are
 * compared without case (RFC 9110, 5.1).
 */
export type RawHeaders = readonly string[];

/** Fields that speak of one connection only and end there (RFC 9110, 7.6.1; RFC 9112, C.2.2; RFC 7540, 3.2.1). */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
]);

/** `Connection` cannot name these away: a message without them means something else to the next reader. */
const FRAMING: ReadonlySet<string> = new Set(['host', 'content-length']);

/** The value of the first field of that name; `name` in lower case. */
export function headerValue(headers: RawHeaders, name: string): string | null {
  for (let index = 0; index + 1 < headers.length; index += 2) {
    if (isNamed(headers[index] ?? '', name)) return headers[index + 1] ?? null;
  }
  return null;
}

/** The length first: every request and answer is asked for a dozen names, most of which it does not have. */
function isNamed(given: string, name: string): boolean {
  return given.length === name.length && (given === name || given.toLowerCase() === name);
}

/** The values of all fields of that name, in order; `name` in lower case. */
export function headerValues(headers: RawHeaders, name: string): string[] {
  const values: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    if (isNamed(headers[index] ?? '', name)) values.push(headers[index + 1] ?? '');
  }
  return values;
}

/** All fields but those named; `names` in lower case. */
export function withoutHeaders(headers: RawHeaders, names: readonly string[]): string[] {
  return filter(headers, (name) => !names.includes(name));
}

/**
 * A name as the most willing server takes it: those that hand fields on in the way of CGI (RFC 3875, 4.1.18) make no
 * difference between `_` and `-`. For fields that must not reach a server, or must not mean anything there.
 */
export function meantName(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

/** All fields but those that a server may take for one of `names`, which are in lower case with hyphens. */
export function withoutMeant(headers: RawHeaders, names: readonly string[]): string[] {
  return filter(headers, (name) => !names.includes(meantName(name)));
}

/** One of `names` that a server may take a field for; null where there is none. */
export function meantField(headers: RawHeaders, names: readonly string[]): string | null {
  return names.find((name) => headers.some((each, at) => at % 2 === 0 && meantName(each) === name)) ?? null;
}

/**
 * One field of that name with that value, where the first one stood and spelled as it was; at the end, spelled
 * as given, when there was none.
 */
export function replaceHeader(headers: RawHeaders, name: string, value: string): string[] {
  const lower = name.toLowerCase();
  const result: string[] = [];
  let placed = false;
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const given = headers[index] ?? '';
    if (!isNamed(given, lower)) result.push(given, headers[index + 1] ?? '');
    else if (!placed) {
      result.push(given, value);
      placed = true;
    }
  }
  if (!placed) result.push(name, value);
  return result;
}

/** The members of all list-valued fields of that name, in lower case and without empty ones. */
export function tokens(headers: RawHeaders, name: string): string[] {
  const values = headerValues(headers, name);
  const [value = ''] = values;
  if (values.length === 0 || (values.length === 1 && WORD.test(value))) return values;
  return values
    .flatMap((each) => each.split(','))
    .map((token) => token.trim().toLowerCase())
    .filter((token) => token !== '');
}

/** A list of one member that stands there as it is compared. */
const WORD = /^[a-z0-9=-]+$/;

/** What may be passed on: all fields but the hop-by-hop ones and those that `Connection` names. */
export function endToEnd(headers: RawHeaders): string[] {
  const named = tokens(headers, 'connection');
  return filter(headers, (name) => FRAMING.has(name) || !(HOP_BY_HOP.has(name) || named.includes(name)));
}

function filter(headers: RawHeaders, keep: (name: string) => boolean): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] ?? '';
    if (keep(name.toLowerCase())) kept.push(name, headers[index + 1] ?? '');
  }
  return kept;
}
