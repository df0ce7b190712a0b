import type { JsonPath } from '../copilot/json-path.ts';
import type { JsonLimits } from '../copilot/json-text.ts';
import { rewriteStrings } from '../copilot/rewrite-strings.ts';

/** What is known of a body when it is asked whether a string of it is bytes. */
export interface BodySigns {
  /** Names of the calls in it. */
  readonly names: readonly string[];
  /** The member `encoding`, by which a blob says how its content is written. */
  readonly encoding: string | null;
}

/**
 * Whether the string at this path is bytes in base64, or sealed for the host alone: a find in it would be chance, and
 * its mask damage. What it holds is searched once it is decoded.
 */
export function isBytes(path: JsonPath, { names, encoding }: BodySigns): boolean {
  const name = path.at(-1);
  if (name === 'encrypted_value') return true;
  if (name !== 'content' && name !== 'contents') return false;
  return names.includes('contents.write') || (names.includes('git.blobs.create') && encoding === 'base64');
}

/** A body for people: what stands in it as bytes by its length alone. */
export function shownRequest(text: string, signs: BodySigns, limits: JsonLimits): string {
  return rewriteStrings(text, limits, (value, path, role) =>
    role === 'value' && isBytes(path, signs) ? `(${value.length} characters)` : value,
  );
}
