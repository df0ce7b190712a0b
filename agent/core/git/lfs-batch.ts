import { isAbsent, member, objectOf, stringMember } from '../copilot/json-path.ts';
import { type JsonLimits, type JsonNode, JsonTextError, readJsonText } from '../copilot/json-text.ts';
import { parseAuthority } from '../http/host.ts';

export type LfsErrorCode = 'malformed' | 'not-a-download';

/** A batch that cannot be judged. No message quotes it. */
export class LfsError extends Error {
  readonly code: LfsErrorCode;

  constructor(code: LfsErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.name = 'LfsError';
    this.code = code;
  }
}

/** Where one object is to be had, or why not. */
export interface LfsObject {
  readonly oid: string;
  readonly size: number;
  readonly download: LfsDownload | null;
  readonly error: { readonly code: number; readonly message: string } | null;
}

export interface LfsDownload {
  /** An absolute https URL without user-info or fragment; `host`, `port` and `path` (with its query) are its parts. */
  readonly href: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly header: Readonly<Record<string, string>>;
  /** RFC 3339; null where it does not end. */
  readonly expiresAt: string | null;
}

const OID = /^[0-9a-f]{64}$/;
const HEADER_NAME = /^[A-Za-z0-9-]{1,100}$/;
const HEADER_VALUE = /^[\x20-\x7e]{0,8000}$/;
const MAX_OBJECTS = 1000;
/** Plain ASCII that no reader takes for another authority: no user-info, no backslash, no blank, no fragment. */
const HREF = /^https:\/\/(?<authority>[A-Za-z0-9.:[\]_-]{1,300})(?<path>\/[!$-;=?-[\]_a-z~]{0,8000})$/;
const HTTPS_PORT = 443;

/**
 * What a batch request asks for (git-lfs, docs/api/batch.md), written anew with no other member than those that were
 * read here: servers in Go take `Operation` for `operation`. Throws LfsError, and for any operation but a download.
 */
export function readLfsDownload(text: string, limits: JsonLimits): string {
  const root = objectOf(read(text, limits));
  const operation = stringMember(root ?? undefined, 'operation');
  if (root === null || operation === null) throw malformed('it names no operation');
  if (operation !== 'download') throw new LfsError('not-a-download', 'the batch is no download');
  const algorithm = member(root, 'hash_algo');
  if (!isAbsent(algorithm) && stringMember(root, 'hash_algo') !== 'sha256')
    throw malformed('its objects are not named by SHA-256');
  const objects = objectsOf(root).map((node) => ({ oid: oidOf(node), size: sizeOf(node) }));
  const ref = stringMember(member(root, 'ref'), 'name');
  return JSON.stringify({
    operation,
    transfers: ['basic'],
    ...(ref === null ? {} : { ref: { name: ref } }),
    objects,
    hash_algo: 'sha256',
  });
}

/** What a server answers to one. Throws LfsError for what a client could read in another way, or follow elsewhere. */
export function readLfsAnswer(text: string, limits: JsonLimits): readonly LfsObject[] {
  const root = objectOf(read(text, limits));
  if (root === null) throw malformed('it is no object');
  if (!isAbsent(member(root, 'transfer')) && stringMember(root, 'transfer') !== 'basic')
    throw malformed('it wants another way of transfer');
  return objectsOf(root).map((node) => ({
    oid: oidOf(node),
    size: sizeOf(node),
    download: downloadOf(member(member(node, 'actions'), 'download')),
    error: errorOf(member(node, 'error')),
  }));
}

/** `keepsHeaders`: whether the client is given what the server wants to be sent with the download. */
export function encodeLfsAnswer(
  objects: readonly LfsObject[],
  { keepsHeaders }: { readonly keepsHeaders: boolean },
): string {
  const written = objects.map(({ oid, size, download, error }) => ({
    ...{ oid, size, authenticated: true },
    ...(download === null ? {} : { actions: { download: encoded(download, keepsHeaders) } }),
    ...(error === null ? {} : { error }),
  }));
  return JSON.stringify({ transfer: 'basic', objects: written, hash_algo: 'sha256' });
}

function encoded({ href, header, expiresAt }: LfsDownload, keepsHeaders: boolean): object {
  return {
    href,
    ...(keepsHeaders ? { header } : {}),
    ...(expiresAt === null ? {} : { expires_at: expiresAt }),
  };
}

function read(text: string, limits: JsonLimits): JsonNode {
  try {
    return readJsonText(text, limits);
  } catch (cause) {
    if (!(cause instanceof JsonTextError)) throw cause;
    throw malformed(cause.message, cause);
  }
}

function objectsOf(root: JsonNode): readonly JsonNode[] {
  const list = member(root, 'objects');
  if (list?.kind !== 'array' || list.items.length > MAX_OBJECTS)
    throw malformed(`it has no list of at most ${MAX_OBJECTS} objects`);
  return list.items;
}

function oidOf(node: JsonNode): string {
  const oid = stringMember(node, 'oid');
  if (oid === null || !OID.test(oid)) throw malformed('an object is not named by SHA-256');
  return oid;
}

function sizeOf(node: JsonNode): number {
  const size = member(node, 'size');
  if (size?.kind === 'number' && Number.isSafeInteger(size.value) && size.value >= 0) return size.value;
  throw malformed('an object has no size');
}

function downloadOf(node: JsonNode | undefined): LfsDownload | null {
  if (isAbsent(node)) return null;
  const href = stringMember(node, 'href') ?? '';
  const parts = HREF.exec(href)?.groups;
  const authority = parts === undefined ? null : parseAuthority(parts['authority'] ?? '');
  if (parts === undefined || authority === null) throw malformed('an object is at no https address');
  return {
    href,
    host: authority.host,
    port: authority.port ?? HTTPS_PORT,
    path: parts['path'] ?? '/',
    header: headerOf(member(node, 'header')),
    expiresAt: stringMember(node, 'expires_at'),
  };
}

function headerOf(node: JsonNode | undefined): Readonly<Record<string, string>> {
  if (isAbsent(node)) return {};
  if (node.kind !== 'object') throw malformed('what is to be sent with it is no list of fields');
  const fields = [...node.members].map(([name, { value }]) => {
    const isField = value.kind === 'string' && HEADER_NAME.test(name) && HEADER_VALUE.test(value.value);
    if (!isField) throw malformed('what is to be sent with it is no list of fields');
    return [name, value.value] as const;
  });
  return Object.fromEntries(fields);
}

function errorOf(node: JsonNode | undefined): LfsObject['error'] {
  if (isAbsent(node)) return null;
  const code = member(node, 'code');
  return {
    code: code?.kind === 'number' ? code.value : 0,
    message: stringMember(node, 'message') ?? '',
  };
}

function malformed(what: string, cause?: unknown): LfsError {
  return new LfsError('malformed', `the batch of LFS is not written as its API says: ${what}`, { cause });
}
