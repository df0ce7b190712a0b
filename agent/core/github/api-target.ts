import { GithubError } from './github-error.ts';

/** One segment of a path with its escapes decoded. */
export interface ApiSegment {
  readonly text: string;
  /** It held `%2F`: clients write the name of a branch and the path of a file so. */
  readonly hasSlash: boolean;
}

export interface ApiTarget {
  readonly segments: readonly ApiSegment[];
  /** Without its question mark; empty where there is none. */
  readonly query: string;
}

const MAX_LENGTH = 8_192;
/** What stands in a path as it is (RFC 3986, "pchar"), but for the semicolon, behind which some servers stop reading. */
const PLAIN = /^(?:[A-Za-z0-9._~!$&'()*+,=:@-]|%[0-9A-Fa-f]{2})+$/;
const QUERY = /^[\x21\x24-\x7e]*$/;
const UNREADABLE = /[\p{Cc}\\]|%[0-9A-Fa-f]{2}/u;

/**
 * Reads a request target in the one spelling that every server reads alike. Throws GithubError `target`: an empty
 * segment, a step up, an end in a slash, an escape of an escape, of a control character or of a backslash; a query with
 * another method, or a credential beside the one that the call goes out with.
 */
export function readApiTarget(target: string): ApiTarget {
  if (target.length > MAX_LENGTH) throw fault('it is too long');
  const [path = '', ...queries] = target.split('?');
  const query = queries.join('?');
  if (!path.startsWith('/') || !QUERY.test(query)) throw fault('it is no plain path and query');
  if (query.split(/[&;]/).some(isTelling)) throw fault('its query names another method, or a credential');
  if (path === '/') return { segments: [], query };
  return { segments: path.slice(1).split('/').map(segmentOf), query };
}

/** What servers take from a query for the method, or for whose the call is, whatever its headers say. */
const TELLING: ReadonlySet<string> = new Set([
  ...['_method', 'access_token', 'oauth_token', 'auth_token', 'private_token', 'job_token', 'client_secret'],
]);

function isTelling(parameter: string): boolean {
  const [name = ''] = parameter.split('=', 1);
  return TELLING.has(decode(name).toLowerCase().replace(/\[.*$/, ''));
}

function segmentOf(written: string): ApiSegment {
  if (written === '') throw fault('it has an empty segment or ends in a slash');
  if (!PLAIN.test(written)) throw fault('it holds what no client writes there');
  const text = decode(written);
  const steps = text.split('/');
  if (steps.some((step) => step === '' || step === '.' || step === '..')) throw fault('it leads elsewhere');
  if (UNREADABLE.test(text)) throw fault('it can be decoded twice, or holds what cannot be seen');
  return { text, hasSlash: steps.length > 1 };
}

function decode(written: string): string {
  try {
    return decodeURIComponent(written);
  } catch (cause) {
    throw new GithubError('target', 'the path of the call cannot be read: it is not UTF-8', { cause });
  }
}

function fault(why: string): GithubError {
  return new GithubError('target', `the path of the call cannot be read: ${why}`);
}

/** A segment as it leaves. */
export function encodeSegment(text: string): string {
  return encodeURIComponent(text);
}
