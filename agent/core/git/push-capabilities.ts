import { type ObjectFormat, PushRequestError } from './push-request.ts';

export type PushCapabilities = ReadonlyMap<string, string | true>;

const TOKEN = /^[\x21-\x7e]+$/;

/**
 * The capability list after the NUL of a push's first line (gitprotocol-capabilities). Two values for one name
 * are refused, since the server might heed the other one; so is a push that asks for no report, since nobody
 * could say what became of it.
 */
export function parsePushCapabilities(list: string): PushCapabilities {
  const capabilities = new Map<string, string | true>();
  for (const token of list.split(' ').filter((each) => each !== '')) {
    const [name, value] = nameAndValue(token);
    if (capabilities.has(name)) throw bad(`capability ${name} is named twice`);
    capabilities.set(name, value);
  }
  if (!capabilities.has('report-status') && !capabilities.has('report-status-v2')) {
    throw new PushRequestError('no-report-status', 'the push asks for no report of what became of it');
  }
  return capabilities;
}

/** The list as it stands after the NUL, with the space before it that git writes. */
export function encodePushCapabilities(capabilities: PushCapabilities): string {
  return Array.from(capabilities, ([name, value]) =>
    value === true ? ` ${name}` : ` ${name}=${value}`,
  ).join('');
}

export function objectFormatOf(capabilities: PushCapabilities): ObjectFormat {
  const format = capabilities.get('object-format') ?? 'sha1';
  if (format !== 'sha1' && format !== 'sha256') throw bad('object-format is neither sha1 nor sha256');
  return format;
}

function nameAndValue(token: string): readonly [name: string, value: string | true] {
  if (!TOKEN.test(token)) throw bad('a capability holds a character that is not printable ASCII');
  const equals = token.indexOf('=');
  if (equals === 0) throw bad('a capability has no name');
  return equals === -1 ? [token, true] : [token.slice(0, equals), token.slice(equals + 1)];
}

function bad(message: string): PushRequestError {
  return new PushRequestError('bad-capability', message);
}
