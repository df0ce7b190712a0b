import type { JsonValue } from '../../../protocol/json.ts';
import { GithubError } from './github-error.ts';

/** What an answer of the host says at a path of members, or undefined. */
export function valueAt(answer: JsonValue, ...path: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = answer;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name)) {
      return undefined;
    }
    value = (value as Readonly<Record<string, JsonValue>>)[name];
  }
  return value;
}

/** The text there. Throws GithubError `unresolved` when the host says none: what it did not say is not guessed. */
export function textAt(answer: JsonValue, ...path: readonly string[]): string {
  const value = valueAt(answer, ...path);
  if (typeof value === 'string') return value;
  throw new GithubError(
    'unresolved',
    `the host does not say ${path.join('.')}, which is needed to judge the call`,
  );
}

const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

export function isObjectId(text: string): boolean {
  return OBJECT_ID.test(text);
}

/** The object id there. Throws as `textAt` does. */
export function objectIdAt(answer: JsonValue, ...path: readonly string[]): string {
  const id = textAt(answer, ...path);
  if (isObjectId(id)) return id;
  throw new GithubError('unresolved', `${path.join('.')} is no object id`);
}
