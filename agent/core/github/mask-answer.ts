import type { FoundSecret } from '../../../protocol/copilot.ts';
import { formatPath, type JsonPath, member } from '../copilot/json-path.ts';
import { type JsonNode, JsonTextError, readJsonText } from '../copilot/json-text.ts';
import { type MaskBodyOptions, type MaskedText, maskBody, maskPlain } from '../copilot/mask-body.ts';
import { rewriteStrings } from '../copilot/rewrite-strings.ts';
import { latin1 } from '../http/latin1.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { GithubError } from './github-error.ts';

export type AnswerMaskOptions = Pick<MaskBodyOptions, 'detector' | 'vault' | 'limits'>;

/** An answer as it is passed on. */
export type MaskedAnswer =
  | { readonly kind: 'masked'; readonly bytes: Uint8Array; readonly found: readonly FoundSecret[] }
  /** It holds bytes that are no text: nothing in it can be searched. */
  | { readonly kind: 'opaque' };

/**
 * An answer of the API with a placeholder for every secret: in every string of JSON, in contents that stand there in
 * base64, in diffs, logs and raw files. `text` is the body when it is UTF-8, null otherwise. Throws JsonTextError,
 * DetectorError and GithubError for what cannot be searched.
 */
export function maskAnswer(
  {
    bytes,
    text,
    isJson,
  }: { readonly bytes: Uint8Array; readonly text: string | null; readonly isJson: boolean },
  options: AnswerMaskOptions,
): MaskedAnswer {
  if (bytes.includes(0)) return { kind: 'opaque' };
  if (text === null) {
    const { text: masked, found } = maskPlain(latin1(bytes), { ...options, where: 'answer' });
    return { kind: 'masked', bytes: bytesOf(masked), found };
  }
  const { text: masked, found } = isJson
    ? maskJson(text, options)
    : maskPlain(text, { ...options, where: 'answer' });
  return { kind: 'masked', bytes: new TextEncoder().encode(masked), found };
}

/** What says that it is JSON and is none is a raw file: it has the type of what was asked for. */
function maskJson(text: string, options: AnswerMaskOptions): MaskedText {
  let contents: ReadonlySet<string>;
  try {
    contents = base64Contents(readJsonText(text, options.limits));
  } catch (cause) {
    if (cause instanceof JsonTextError && cause.code === 'syntax')
      return maskPlain(text, { ...options, where: 'answer' });
    throw cause;
  }
  const isOpaque = (path: JsonPath): boolean => contents.has(formatPath(path));
  const strings = maskBody(text, { ...options, isOpaque, whereOf: () => 'answer' });
  if (contents.size === 0) return strings;
  const found: FoundSecret[] = [...strings.found];
  const masked = rewriteStrings(
    strings.text,
    { ...options.limits, maxChars: strings.text.length },
    (value, path, role) => (role === 'value' && isOpaque(path) ? maskContent(value, options, found) : value),
  );
  return { text: masked, found };
}

/** Where contents stand in base64: in `content` of an object whose `encoding` says so. */
function base64Contents(root: JsonNode): ReadonlySet<string> {
  const found = new Set<string>();
  const nodes: { readonly node: JsonNode; readonly path: JsonPath }[] = [{ node: root, path: [] }];
  for (let next = nodes.pop(); next !== undefined; next = nodes.pop()) {
    const { node, path } = next;
    if (node.kind === 'array')
      node.items.forEach((item, at) => void nodes.push({ node: item, path: [...path, at] }));
    if (node.kind !== 'object') continue;
    const encoding = member(node, 'encoding');
    if (encoding?.kind === 'string' && encoding.value === 'base64')
      found.add(formatPath([...path, 'content']));
    for (const { key, value } of node.members.values())
      nodes.push({ node: value, path: [...path, key.value] });
  }
  return found;
}

/** Bytes are searched as letters, so that what is no UTF-8 is too; NULs between them hide nothing, and cost the content. */
function maskContent(value: string, options: AnswerMaskOptions, found: FoundSecret[]): string {
  const bytes = decodeBase64(value);
  const text = latin1(bytes);
  if (bytes.includes(0)) {
    if (options.detector.scan(text.replaceAll('\0', '')).length === 0) return value;
    throw new GithubError('unresolved', 'a content that is no text holds a secret');
  }
  const masked = maskPlain(text, { ...options, where: 'content' });
  found.push(...masked.found);
  return masked.text === text ? value : encodeBase64(bytesOf(masked.text));
}

/** Each character as the byte of its number; placeholders are ASCII. */
function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}
