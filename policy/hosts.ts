import type { HostEntry, HostKind } from './document.ts';
import { foldText } from './fold.ts';
import type { Problem } from './policy-error.ts';

/** What passes on a governed host beside its governed paths; whatever a row does not name is refused. */
const PAGE_REQUESTS: Readonly<Record<HostKind, readonly PageRequest[]>> = Object.freeze({
  git: [
    { methods: ['GET', 'HEAD'], firstSegments: null },
    { methods: ['POST'], firstSegments: ['login', 'session', 'sessions'] },
  ],
  copilot: [],
});

interface PageRequest {
  readonly methods: readonly string[];
  /** What the path may begin with; null for any path. */
  readonly firstSegments: readonly string[] | null;
}

type Named = Pick<HostEntry, 'suffix' | 'kind'>;

/**
 * What kind of governed host `host` (without port) is, or null for an ungoverned one. Case, a dot at the end
 * and look-alike dots and letters make no difference. The longest suffix decides.
 */
export function hostKind(hosts: readonly Named[], host: string): HostKind | null {
  const name = foldHost(host);
  const matching = hosts.filter(({ suffix }) => isNamed(suffix, name));
  const [best] = matching.toSorted((a, b) => b.suffix.length - a.suffix.length);
  return best?.kind ?? null;
}

/**
 * Whether a request that is no governed path of a governed host passes as a read or a sign-in. Only to be asked
 * once the governed paths, and spellings that may be taken for them, are out of the way.
 */
export function isPageRequest(method: string, path: string, kind: HostKind): boolean {
  const [, first = '', ...more] = (path.split(/[?#]/u, 1)[0] ?? '').split('/');
  return PAGE_REQUESTS[kind].some(
    ({ methods, firstSegments }) =>
      methods.includes(method) &&
      (firstSegments === null || (firstSegments.includes(first) && more.every(isPlainSegment))),
  );
}

/** A segment behind which no server finds its way out of the folder it stands in: `..`, escaped or not, is none. */
function isPlainSegment(segment: string): boolean {
  return /^[A-Za-z0-9_-][A-Za-z0-9._~-]*$/u.test(segment);
}

/** What is wrong with a host entry, or null. */
export function hostProblem({ suffix }: Named): Problem | null {
  const name = suffix.startsWith('.') ? suffix.slice(1) : suffix;
  if (!isHostName(name)) {
    const message = `'${suffix}' is no host name, expected one like github.com or .example.com`;
    return { code: 'host', message, hint: hostHint(suffix) };
  }
  if (suffix.startsWith('.') && !name.includes('.')) {
    const message = `'${suffix}' stands for a whole top-level domain`;
    return { code: 'host', message, hint: 'name the organisation: .example.com' };
  }
  return null;
}

function hostHint(suffix: string): string {
  if (suffix.includes('*')) return 'a dot in front stands for every name below: .example.com';
  if (suffix.includes('://') || suffix.includes('/')) return 'leave out the scheme and the path';
  if (suffix.includes(':')) return 'leave out the port: a host is governed on all of them';
  if (suffix !== suffix.toLowerCase()) return 'write it in lower case';
  return 'write it in ASCII, an international name as xn--…';
}

function isNamed(suffix: string, name: string): boolean {
  return suffix.startsWith('.') ? name.endsWith(suffix) && name.length > suffix.length : name === suffix;
}

function foldHost(host: string): string {
  return foldText(host).replaceAll('。', '.').replace(/\.$/u, '');
}

/** RFC 1123 labels in lower case. */
function isHostName(name: string): boolean {
  const labels = name.split('.');
  return name.length <= 253 && labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/u.test(label));
}
