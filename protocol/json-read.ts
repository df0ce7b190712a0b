import type { JsonObject, JsonValue } from './json.ts';

/** The value as an object; an empty one where it is none. For showing and finding, never for judging. */
export function objectIn(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !isList(value) ? value : {};
}

/** The objects of a list; none where the value is no list. */
export function objectsIn(value: JsonValue | undefined): readonly JsonObject[] {
  return typeof value === 'object' && value !== null && isList(value) ? value.map(objectIn) : [];
}

function isList(value: readonly JsonValue[] | JsonObject): value is readonly JsonValue[] {
  return Array.isArray(value);
}
