import type { JsonObject } from './json.ts';

/** A JSON Schema, draft 7. What comes from a peer is held against one before anything else looks at it. */
export type JsonSchema = JsonObject;

/** An object with exactly these members: another name in it is refused, not ignored. */
export function closed(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { ...open(properties), additionalProperties: false };
}

/** An object with at most these members, of which some must be there. */
export function requiring(
  required: readonly string[],
  properties: Readonly<Record<string, JsonSchema>>,
): JsonSchema {
  return { ...closed(properties), required: [...required] };
}

/** An object with at least these members, for answers: a newer peer may say more. */
export function open(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { type: 'object', properties, required: Object.keys(properties) };
}

/** An object with at most these members. */
export function optional(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { type: 'object', properties, additionalProperties: false };
}

export function list(items: JsonSchema, bounds: { readonly min?: number; readonly max: number }): JsonSchema {
  return { type: 'array', items, minItems: bounds.min ?? 0, maxItems: bounds.max };
}

/** At most `max` code points; at least one. */
export function text(max: number): JsonSchema {
  return { type: 'string', minLength: 1, maxLength: max };
}

export function textOrEmpty(max: number): JsonSchema {
  return { type: 'string', maxLength: max };
}

export function oneOf(...values: readonly string[]): JsonSchema {
  return { type: 'string', enum: values };
}

export function whole(minimum: number, maximum: number): JsonSchema {
  return { type: 'integer', minimum, maximum };
}

export const HASH: JsonSchema = { type: 'string', pattern: '^[0-9a-f]{64}$' };

/** RFC 3339, UTC, milliseconds. */
export const INSTANT: JsonSchema = {
  type: 'string',
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$',
};

/** Ed25519, base64url of 64 bytes. */
export const SIGNATURE: JsonSchema = { type: 'string', pattern: '^[A-Za-z0-9_-]{85}[AQgw]$' };
