import type { JsonObject, JsonValue } from './json.ts';

export type CanonicalJsonErrorCode = 'not-finite' | 'lone-surrogate' | 'not-json' | 'too-deep';

/** A value that has no canonical form. The message names its type and never holds the value itself. */
export class CanonicalJsonError extends Error {
  readonly code: CanonicalJsonErrorCode;

  constructor(code: CanonicalJsonErrorCode, message: string) {
    super(message);
    this.name = 'CanonicalJsonError';
    this.code = code;
  }
}

/** Deeper than anything the parts exchange; also what ends the walk of an object that contains itself. */
export const MAX_DEPTH = 64;

/**
 * The one text of a JSON value (RFC 8785): what is hashed and signed is the UTF-8 of it.
 * Throws CanonicalJsonError on what JSON cannot hold, also where the types were circumvented: a value that was
 * quietly left out would be a value that nobody signed.
 */
export function canonicalJson(value: JsonValue): string {
  return isInOrder(value, 0) ? JSON.stringify(value) : write(value, 0);
}

/**
 * Whether the platform writes the canonical text: there is nothing that JSON does not have, and names are in order, as
 * they are where canonical text was parsed: to look and let it write is faster than writing here.
 */
function isInOrder(value: JsonValue, depth: number): boolean {
  if (typeof value === 'string') return isText(value);
  if (typeof value === 'number') return Number.isFinite(value);
  if (value === null || typeof value === 'boolean') return true;
  if (typeof value !== 'object' || depth > MAX_DEPTH) return false;
  return isArray(value) ? areItemsInOrder(value, depth) : areMembersInOrder(value, depth);
}

function areItemsInOrder(values: readonly JsonValue[], depth: number): boolean {
  // Not `every`, which would step over a hole.
  for (const value of values) if (!isInOrder(value, depth + 1)) return false;
  return true;
}

function areMembersInOrder(value: JsonObject, depth: number): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // From any other it could have a `toJSON`, which the platform would call.
  if (prototype !== Object.prototype && prototype !== null) return false;
  if (Object.getOwnPropertySymbols(value).length > 0) return false;
  let before = '';
  for (const name of Object.keys(value)) {
    const member: JsonValue | undefined = value[name];
    if (name < before || !isText(name) || member === undefined || !isInOrder(member, depth + 1)) return false;
    before = name;
  }
  return true;
}

function isText(value: string): boolean {
  return PLAIN.test(value) || value.isWellFormed();
}

function write(value: JsonValue, depth: number): string {
  if (depth > MAX_DEPTH) {
    throw new CanonicalJsonError('too-deep', `the value nests deeper than ${MAX_DEPTH} levels`);
  }
  if (value === null) return 'null';
  if (typeof value === 'string') return writeString(value);
  if (typeof value === 'number') return writeNumber(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'object') throw notJson(typeof value);
  return isArray(value) ? writeArray(value, depth) : writeObject(value, depth);
}

/** RFC 8785, 3.2.2.2: ECMAScript's escapes are the canonical ones; a lone surrogate has no UTF-8. */
function writeString(value: string): string {
  if (PLAIN.test(value)) return `"${value}"`;
  if (!value.isWellFormed()) {
    throw new CanonicalJsonError('lone-surrogate', 'a string holds half of a surrogate pair');
  }
  return JSON.stringify(value);
}

/** Text of ASCII in which nothing is escaped, as nearly all of it is: looked at once. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** RFC 8785, 3.2.2.3: ECMAScript's Number::toString, in which minus zero is 0. */
function writeNumber(value: number): string {
  if (!Number.isFinite(value)) {
    throw new CanonicalJsonError('not-finite', 'a number is infinite or not a number');
  }
  return String(value);
}

function writeArray(values: readonly JsonValue[], depth: number): string {
  let items = '';
  // Not `map`, which would step over a hole instead of refusing it.
  for (const value of values) items += `${items === '' ? '' : ','}${write(value, depth + 1)}`;
  return `[${items}]`;
}

/** RFC 8785, 3.2.3: names in the order of their UTF-16 code units, which is what `sort` compares. */
function writeObject(value: JsonObject, depth: number): string {
  refuseExotic(value);
  let members = '';
  for (const name of Object.keys(value).sort()) {
    // `keys` gave the name, so this is undefined only where the value itself is.
    const member: JsonValue | undefined = value[name];
    if (member === undefined) throw notJson('undefined');
    members += `${members === '' ? '' : ','}${writeString(name)}:${write(member, depth + 1)}`;
  }
  return `{${members}}`;
}

/** A Date, a Map or a class instance has state that its own enumerable names do not show. */
function refuseExotic(value: JsonObject): void {
  const prototype: unknown = Object.getPrototypeOf(value);
  const plain =
    prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
  if (!plain) throw notJson('object that is not plain');
  if (Object.getOwnPropertySymbols(value).length > 0) throw notJson('symbol');
}

function isArray(value: readonly JsonValue[] | JsonObject): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function notJson(seen: string): CanonicalJsonError {
  return new CanonicalJsonError('not-json', `a value is of type ${seen}, which JSON does not have`);
}
