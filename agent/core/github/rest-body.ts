import type { JsonObject, JsonValue } from '../../../protocol/json.ts';
import { applyEdits, encodeString } from '../copilot/json-path.ts';
import { type JsonLimits, type JsonNode, JsonTextError, readJsonText } from '../copilot/json-text.ts';
import { GithubError } from './github-error.ts';

/** The JSON body of a call. */
export interface RestBody {
  readonly text: string;
  readonly root: JsonNode;
  readonly value: JsonValue;
}

/** Names by which a server could take what is written for something else than its path and method say. */
const OVERRIDING: ReadonlySet<string> = new Set(['_method', 'owner', 'repo', 'repository_id']);

/** Reads a body strictly. Throws GithubError `body`, `too-large`. */
export function readRestBody(text: string, limits: JsonLimits): RestBody {
  const root = parsed(text, limits);
  if (root.kind !== 'object' && root.kind !== 'array') throw fault('it is neither an object nor a list');
  if (root.kind === 'object') {
    const found = [...root.members.keys()].find((name) => OVERRIDING.has(name));
    if (found !== undefined) throw fault(`${found} belongs in the path`);
  }
  return { text, root, value: JSON.parse(text) as JsonValue };
}

function parsed(text: string, limits: JsonLimits): JsonNode {
  try {
    return readJsonText(text, limits);
  } catch (cause) {
    if (!(cause instanceof JsonTextError)) throw cause;
    const code = cause.code.startsWith('too-') ? 'too-large' : 'body';
    const hint = cause.code === 'syntax' ? 'send JSON, whatever the content type' : '';
    throw new GithubError(code, `the body of the call cannot be read: ${cause.message}`, { cause, hint });
  }
}

/** The members of a call whose content is judged: what is none of these names is refused, since nobody judged it. */
export function membersOf(body: RestBody | null, names: readonly string[]): JsonObject {
  if (body === null) return {};
  const { value } = body;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw fault('it is no object');
  const other = Object.keys(value).find((name) => !names.includes(name));
  if (other !== undefined) throw fault('it has a member that the call does not take');
  return value as JsonObject;
}

/** The text of a member; null where it is not there. Throws GithubError `body` for any other value. */
export function textOf(members: JsonObject, name: string): string | null {
  const value = Object.hasOwn(members, name) ? members[name] : undefined;
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw fault(`${name} is no text`);
  return value;
}

/** The same for one that has to be there. */
export function requiredText(members: JsonObject, name: string): string {
  const value = textOf(members, name);
  if (value === null) throw fault(`${name} is missing`);
  return value;
}

/** The body with this member set, and every other character as it was. */
export function withMember(body: RestBody | null, name: string, value: string): string {
  if (body === null) return `{${encodeString(name)}:${encodeString(value)}}`;
  const { root, text } = body;
  if (root.kind !== 'object') throw fault('it is no object');
  const given = root.members.get(name)?.value;
  if (given === undefined) {
    const replacement = `${encodeString(name)}:${encodeString(value)}${root.members.size === 0 ? '' : ','}`;
    return applyEdits(text, [{ start: root.start + 1, end: root.start + 1, replacement }]);
  }
  const { start, end } = given;
  return applyEdits(text, [{ start, end, replacement: encodeString(value) }]);
}

function fault(why: string): GithubError {
  return new GithubError('body', `the body of the call cannot be judged: ${why}`);
}
