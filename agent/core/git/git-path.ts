import { type LoosePath, readLoosely } from './loose-path.ts';
import { repositoryOf } from './repository-path.ts';

export type GitService = 'git-upload-pack' | 'git-receive-pack';

/** What a request on a Git host is, by method and target alone. `repository` is as `repositoryOf` gives it. */
export type GitPath =
  | { readonly kind: 'advertise'; readonly service: GitService; readonly repository: string }
  | { readonly kind: 'rpc'; readonly service: GitService; readonly repository: string }
  | { readonly kind: 'lfs'; readonly part: LfsPart; readonly repository: string }
  | { readonly kind: 'dumb' }
  | { readonly kind: 'other' }
  | { readonly kind: 'malformed'; readonly reason: MalformedReason };

/** What of the API of Git LFS (git-lfs, docs/api). */
export type LfsPart =
  | { readonly kind: 'batch' }
  /** The content of one, at a place of the host's own. */
  | { readonly kind: 'object' }
  /** The content of one, at the place that the agent itself names in the answer of a batch. */
  | { readonly kind: 'download'; readonly oid: string; readonly size: number }
  | { readonly kind: 'upload'; readonly oid: string; readonly size: number }
  | { readonly kind: 'locks'; readonly call: LockCall }
  | { readonly kind: 'other' };

export type LockCall = 'read' | 'verify' | 'create' | 'delete';

export type MalformedReason =
  | 'it is no absolute path'
  | 'it is escaped again and again'
  | 'its repository is not spelled plainly'
  | 'git sends another query'
  | 'git sends another method'
  | 'a server may read it as a Git request';

/**
 * Classifies a request (gitprotocol-http). Strict where it says what a request is, lenient where it says that a
 * request has nothing to do with Git: `other` passes as a page, so anything that some server could take for a
 * Git request and that is not spelled as git spells it is `malformed`.
 */
export function classifyGitPath(method: string, target: string): GitPath {
  if (target === '*') return { kind: 'other' };
  if (!target.startsWith('/')) return malformed('it is no absolute path');
  const plain = readPlainly(method, target);
  if (plain !== null) return plain;
  const loose = readLoosely(target);
  if (loose === null) return malformed('it is escaped again and again');
  if (resemblesSmart(method, loose)) return malformed('a server may read it as a Git request');
  return WEBDAV_METHODS.has(method.toUpperCase()) || resemblesDumb(loose)
    ? { kind: 'dumb' }
    : { kind: 'other' };
}

/** Two spellings of one repository have the same id; `host` with its port where that is not the usual one. */
export function repositoryId(host: string, path: string): string {
  return `${host}/${path}`.toLowerCase();
}

const SMART = /^(?<path>\/.*)\/(?<end>info\/refs|git-upload-pack|git-receive-pack)$/s;
const LFS = /^(?<path>\/.*)\/info\/lfs(?<rest>(?:\/[A-Za-z0-9_-][A-Za-z0-9._~-]*)+)$/s;
const LFS_OBJECT = /^\/objects\/[0-9a-f]{64}$/;
const LFS_TRANSFER = /^\/objects\/(?<oid>[0-9a-f]{64})\/(?<size>0|[1-9][0-9]{0,14})$/;
const LFS_UNLOCK = /^\/locks\/[^/]+\/unlock$/;
/** What a list of locks is asked with (git-lfs, docs/api/locking.md). */
const LOCKS_FIELD =
  /^(?<name>path|id|cursor|limit|refspec)=(?:[A-Za-z0-9._~!$'()*,;:@/+-]|%[0-9A-Fa-f]{2})*$/;
const SERVICES: ReadonlySet<string> = new Set(['git-upload-pack', 'git-receive-pack', 'git-upload-archive']);
/** A dumb push writes with these (git-http-push). */
const WEBDAV_METHODS: ReadonlySet<string> = new Set([
  'PROPFIND',
  'PROPPATCH',
  'MKCOL',
  'COPY',
  'MOVE',
  'LOCK',
  'UNLOCK',
]);
const DUMB = /(?:\/|^)objects\/(?:info|pack|[0-9a-f]{2})\/[^/]+$|\.git\/head$/;

/** What git itself would send, or a near miss of it; null for what has another form. */
function readPlainly(method: string, target: string): GitPath | null {
  const [path = '', ...queries] = target.split('?');
  const query = queries.length === 0 ? null : queries.join('?');
  const lfs = LFS.exec(path)?.groups;
  if (lfs !== undefined) {
    const repository = repositoryOf(lfs['path'] ?? '');
    const part = lfsPart(method, lfs['rest'] ?? '', query);
    return repository === null ? null : { kind: 'lfs', part, repository };
  }
  const smart = SMART.exec(path)?.groups;
  if (smart === undefined) return null;
  const repository = repositoryOf(smart['path'] ?? '');
  if (repository === null) return malformed('its repository is not spelled plainly');
  return smart['end'] === 'info/refs'
    ? readAdvertise(method, query, repository)
    : readRpc(method, query, { repository, service: serviceNamed(smart['end'] ?? '') });
}

function lfsPart(method: string, rest: string, query: string | null): LfsPart {
  if (rest === '/locks' && method === 'GET') {
    return query === null || isLocksQuery(query) ? { kind: 'locks', call: 'read' } : OTHER;
  }
  if (query !== null) return OTHER;
  switch (method) {
    case 'POST':
      return lfsPost(rest);
    case 'GET':
      return LFS_OBJECT.test(rest) ? { kind: 'object' } : lfsTransfer('download', rest);
    case 'PUT':
      return lfsTransfer('upload', rest);
    default:
      return OTHER;
  }
}

/** With no name twice, of which servers may take the one or the other. */
function isLocksQuery(query: string): boolean {
  const names = query.split('&').map((field) => LOCKS_FIELD.exec(field)?.groups?.['name']);
  return names.every((name, at) => name !== undefined && names.indexOf(name) === at);
}

const OTHER: LfsPart = { kind: 'other' };

function lfsPost(rest: string): LfsPart {
  if (rest === '/objects/batch') return { kind: 'batch' };
  if (rest === '/locks') return { kind: 'locks', call: 'create' };
  if (rest === '/locks/verify') return { kind: 'locks', call: 'verify' };
  return LFS_UNLOCK.test(rest) ? { kind: 'locks', call: 'delete' } : OTHER;
}

function lfsTransfer(kind: 'download' | 'upload', rest: string): LfsPart {
  const { oid, size } = LFS_TRANSFER.exec(rest)?.groups ?? {};
  return oid === undefined || size === undefined ? OTHER : { kind, oid, size: Number(size) };
}

function readAdvertise(method: string, query: string | null, repository: string): GitPath {
  if (method !== 'GET') return malformed('git sends another method');
  if (query === null) return { kind: 'dumb' };
  const service = query.startsWith('service=') ? serviceNamed(query.slice('service='.length)) : null;
  return service === null ? malformed('git sends another query') : { kind: 'advertise', service, repository };
}

function readRpc(
  method: string,
  query: string | null,
  rpc: { readonly repository: string; readonly service: GitService | null },
): GitPath {
  const { repository, service } = rpc;
  if (method !== 'POST') return malformed('git sends another method');
  if (query !== null || service === null) return malformed('git sends another query');
  return { kind: 'rpc', service, repository };
}

function serviceNamed(name: string): GitService | null {
  return name === 'git-upload-pack' || name === 'git-receive-pack' ? name : null;
}

function resemblesSmart(method: string, { readings, text }: LoosePath): boolean {
  if (text.includes('service=git-')) return true;
  if (method !== 'GET' && method !== 'HEAD' && namesService(text)) return true;
  return readings.some(
    (segments) =>
      segments.some((segment) => SERVICES.has(segment)) ||
      hasPair(segments, 'refs') ||
      hasPair(segments, 'lfs'),
  );
}

/** Only reads have file names like `git-receive-pack.txt` in their paths. */
function namesService(text: string): boolean {
  return /git-(?:upload-pack|receive-pack|upload-archive)|info\/(?:refs|lfs)/.test(text);
}

function hasPair(segments: readonly string[], second: string): boolean {
  return segments.some((segment, index) => segment === 'info' && segments[index + 1] === second);
}

function resemblesDumb({ readings }: LoosePath): boolean {
  return readings.some((segments) => DUMB.test(segments.join('/')));
}

function malformed(reason: MalformedReason): GitPath {
  return { kind: 'malformed', reason };
}
