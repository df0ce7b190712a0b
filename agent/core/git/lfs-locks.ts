import { isAbsent, member, objectOf, stringMember } from '../copilot/json-path.ts';
import { type JsonLimits, type JsonNode, JsonTextError, readJsonText } from '../copilot/json-text.ts';
import type { LockCall } from './git-path.ts';
import { LfsError } from './lfs-batch.ts';

/** What a call that has a body asks of the locks of a repository. */
export interface LockRequest {
  /** Written anew, with no other member than those that were read. */
  readonly text: string;
  /** What somebody named in it: a path, a ref. */
  readonly names: readonly string[];
}

const MAX_LIMIT = 1_000_000;

/** Reads the body of a call (git-lfs, docs/api/locking.md). Throws LfsError. */
export function readLockRequest(
  call: Exclude<LockCall, 'read'>,
  text: string,
  limits: JsonLimits,
): LockRequest {
  const root = objectOf(parsed(text, limits));
  if (root === null) throw malformed('it is no object');
  const ref = textOf(member(member(root, 'ref'), 'name'));
  const own = membersOf(call, root);
  const value = { ...own, ...(ref === null ? {} : { ref: { name: ref } }) };
  const names = [ref, stringMember(root, 'path')].filter((name) => name !== null);
  return { text: JSON.stringify(value), names };
}

function membersOf(call: Exclude<LockCall, 'read'>, root: JsonNode): object {
  switch (call) {
    case 'create': {
      const path = textOf(member(root, 'path'));
      if (path === null || path === '') throw malformed('it names no path');
      return { path };
    }
    case 'delete':
      return { force: isForced(member(root, 'force')) };
    case 'verify': {
      const cursor = textOf(member(root, 'cursor'));
      const limit = limitOf(member(root, 'limit'));
      return { ...(cursor === null ? {} : { cursor }), ...(limit === null ? {} : { limit }) };
    }
  }
}

function isForced(node: JsonNode | undefined): boolean {
  if (isAbsent(node)) return false;
  if (node.kind === 'literal' && typeof node.value === 'boolean') return node.value;
  throw malformed('it does not say whether the lock is somebody else\u2019s');
}

function limitOf(node: JsonNode | undefined): number | null {
  if (isAbsent(node)) return null;
  const isLimit = node.kind === 'number' && Number.isSafeInteger(node.value);
  if (isLimit && node.value >= 0 && node.value <= MAX_LIMIT) return node.value;
  throw malformed('its limit is no number of locks');
}

function textOf(node: JsonNode | undefined): string | null {
  if (isAbsent(node)) return null;
  if (node.kind === 'string') return node.value;
  throw malformed('a name in it is no text');
}

function parsed(text: string, limits: JsonLimits): JsonNode {
  try {
    return readJsonText(text, limits);
  } catch (cause) {
    if (!(cause instanceof JsonTextError)) throw cause;
    throw malformed(cause.message, cause);
  }
}

function malformed(what: string, cause?: unknown): LfsError {
  return new LfsError('malformed', `the call of locks is not written as its API says: ${what}`, { cause });
}
