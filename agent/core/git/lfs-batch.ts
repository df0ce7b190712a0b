import { isAbsent, member, objectOf, stringMember } from '../copilot/json-path.ts';
import { type JsonLimits, type JsonNode, JsonTextError, readJsonText } from '../copilot/json-text.ts';
import { parseAuthority } from '../http/host.ts';

export type LfsErrorCode = 'malformed';

/** A batch that cannot be judged. No message quotes it. */
export class LfsError extends Error {
  readonly code: LfsErrorCode;

  constructor(code: LfsErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.name = 'LfsError';
    this.code = code;
  }
}

export interface LfsPointer {
  /** SHA-256 in lower-case hex. */
  readonly oid: string;
  readonly size: number;
}

export interface LfsRequest {
  readonly operation: 'download' | 'upload';
  readonly objects: readonly LfsPointer[];
  /** The ref that they are for, in full, as the client says; null where it says none. */
  readonly ref: string | null;
}

/** Where one object is to be had or to be put, or why not. What has none of all that is there already. */
export interface LfsObject extends LfsPointer {
  readonly download: LfsAction | null;
  readonly upload: LfsAction | null;
  /** Whom to tell once it was put there. */
  readonly verify: LfsAction | null;
  readonly error: { readonly code: number; readonly message: string } | null;
}

export interface LfsAction {
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

/** What a batch request asks for (git-lfs, docs/api/batch.md). Throws LfsError. */
export function readLfsRequest(text: string, limits: JsonLimits): LfsRequest {
  const root = objectOf(read(text, limits));
  const operation = stringMember(root ?? undefined, 'operation');
  if (root === null || (operation !== 'download' && operation !== 'upload'))
    throw malformed('it asks neither for downloads nor for uploads');
  const algorithm = member(root, 'hash_algo');
  if (!isAbsent(algorithm) && stringMember(root, 'hash_algo') !== 'sha256')
    throw malformed('its objects are not named by SHA-256');
  const objects = objectsOf(root).map((node) => ({ oid: oidOf(node), size: sizeOf(node) }));
  return { operation, objects, ref: stringMember(member(root, 'ref'), 'name') };
}

/** Written with no other member than those that are read here: servers in Go take `Operation` for `operation`. */
export function encodeLfsRequest({ operation, objects, ref }: LfsRequest): string {
  const named = ref === null ? {} : { ref: { name: ref } };
  return JSON.stringify({ operation, transfers: ['basic'], ...named, objects, hash_algo: 'sha256' });
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
    download: actionOf(member(member(node, 'actions'), 'download')),
    upload: actionOf(member(member(node, 'actions'), 'upload')),
    verify: actionOf(member(member(node, 'actions'), 'verify')),
    error: errorOf(member(node, 'error')),
  }));
}

/** A download as its server names it. `keepsHeaders`: whether the client is given what is to be sent with it. */
export function encodeLfsAnswer(
  objects: readonly LfsObject[],
  { keepsHeaders }: { readonly keepsHeaders: boolean },
): string {
  return written(objects, ({ download }) =>
    download === null
      ? null
      : { authenticated: true, actions: { download: encoded(download, keepsHeaders) } },
  );
}

/**
 * Every object that the server has a place for at `placeOf` instead, where the client shows its own right again, and
 * nothing of what the server said of that place.
 */
export function encodeOwnPlaces(
  objects: readonly LfsObject[],
  operation: LfsRequest['operation'],
  placeOf: (pointer: LfsPointer) => string,
): string {
  return written(objects, (object) =>
    object[operation] === null ? null : { actions: { [operation]: { href: placeOf(object) } } },
  );
}

function written(objects: readonly LfsObject[], placed: (object: LfsObject) => object | null): string {
  const all = objects.map((object) => {
    const { oid, size, error } = object;
    return { oid, size, ...placed(object), ...(error === null ? {} : { error }) };
  });
  return JSON.stringify({ transfer: 'basic', objects: all, hash_algo: 'sha256' });
}

function encoded({ href, header, expiresAt }: LfsAction, keepsHeaders: boolean): object {
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

function actionOf(node: JsonNode | undefined): LfsAction | null {
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
