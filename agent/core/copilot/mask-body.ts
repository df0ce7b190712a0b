import type { FoundSecret } from '../../../protocol/copilot.ts';
import type { Detector } from '../secrets/detector.ts';
import { maskText } from '../secrets/mask-text.ts';
import type { Vault } from '../secrets/vault.ts';
import type { JsonPath } from './json-path.ts';
import { type JsonLimits, JsonTextError, readJsonText } from './json-text.ts';
import { type ReadJson, rewriteRead, rewriteStrings } from './rewrite-strings.ts';
import { Tally } from './tally.ts';
import { readBareFile, readDataUrl, writeFile } from './written-file.ts';

export interface MaskBodyOptions {
  readonly detector: Pick<Detector, 'scan'>;
  readonly vault: Vault;
  readonly limits: JsonLimits;
  /** Where the string at this path stands, for people: `user`, `file src/a.ts`, `tool bash`. */
  readonly whereOf: (path: JsonPath) => string;
  /** Whether the string at this path is bytes or sealed, where a find would be chance and its mask damage. */
  readonly isOpaque?: (path: JsonPath) => boolean;
}

export interface MaskedText {
  readonly text: string;
  readonly found: readonly FoundSecret[];
}

/** JSON in a JSON string is read as JSON this often: the arguments of a tool call, and what those hold. */
const MAX_NESTING = 3;
/** A shorter word may happen to be the base64 of some text. */
const MIN_BARE_CHARS = 16;

/**
 * A JSON body with a placeholder for every secret in any of its strings, wherever it stands: a part that no client
 * was seen to send goes to the model like every other. Everything else stays as it was. A string that is itself a
 * JSON text is masked in the strings it holds, where a secret is not broken by escapes. Throws JsonTextError and
 * DetectorError.
 */
export function maskBody(text: string, options: MaskBodyOptions): MaskedText {
  return maskRead({ text, root: readJsonText(text, options.limits) }, options);
}

/** The same of a body that was read already. */
export function maskRead(body: ReadJson, options: MaskBodyOptions): MaskedText {
  const tally = new Tally();
  const { isOpaque = () => false } = options;
  const masked = rewriteRead(body, options.limits, (value, path, role) =>
    role === 'value' && isOpaque(path)
      ? value
      : maskString(value, { ...options, tally, where: options.whereOf(path) }, MAX_NESTING),
  );
  return { text: masked, found: tally.found() };
}

/** The same for a text that is no JSON. Throws DetectorError. */
export function maskPlain(
  text: string,
  { detector, vault, where }: Pick<StringOptions, 'detector' | 'vault' | 'where'>,
): MaskedText {
  const tally = new Tally();
  const { text: masked, found } = maskText(text, detector, vault);
  for (const { rule, label, start, end } of found) {
    tally.add({ rule, placeholder: vault.placeholderFor(label, text.slice(start, end)), where });
  }
  return { text: masked, found: tally.found() };
}

/** A text as a string of a body would be masked, JSON in it too. Throws DetectorError. */
export function maskValue(
  value: string,
  options: Pick<StringOptions, 'detector' | 'vault' | 'limits'>,
): string {
  return maskString(value, { ...options, tally: new Tally(), where: '' }, MAX_NESTING);
}

/** What JSON in a text holds, masked where a secret is broken by escapes; the rest, and its lines, stay. Throws DetectorError. */
export function maskInJson(
  value: string,
  options: Pick<StringOptions, 'detector' | 'vault' | 'limits'>,
): string {
  if (!looksLikeJson(value)) return value;
  return maskNested(value, { ...options, tally: new Tally(), where: '' }, MAX_NESTING - 1);
}

interface StringOptions extends Pick<MaskBodyOptions, 'detector' | 'vault' | 'limits'> {
  readonly tally: Tally;
  readonly where: string;
}

function maskString(value: string, options: StringOptions, nesting: number): string {
  const file = readDataUrl(value) ?? (value.length < MIN_BARE_CHARS ? null : readBareFile(value));
  if (file?.text != null) {
    const masked = maskString(file.text, options, nesting);
    if (masked !== file.text) return writeFile(file, masked);
    if (file.head !== '') return value;
  }
  const inner = nesting > 0 && looksLikeJson(value) ? maskNested(value, options, nesting - 1) : value;
  const { text, found } = maskText(inner, options.detector, options.vault);
  for (const { rule, label, start, end } of found) {
    const placeholder = options.vault.placeholderFor(label, inner.slice(start, end));
    options.tally.add({ rule, placeholder, where: options.where });
  }
  return text;
}

/** What only looks like JSON is masked as the text it is. */
function maskNested(value: string, options: StringOptions, nesting: number): string {
  try {
    return rewriteStrings(value, options.limits, (inner) => maskString(inner, options, nesting));
  } catch (fault) {
    if (fault instanceof JsonTextError) return value;
    throw fault;
  }
}

function looksLikeJson(value: string): boolean {
  return /^\s*[{[]/.test(value) && /[}\]]\s*$/.test(value);
}
