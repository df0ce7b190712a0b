import type { GeneralRule } from './compiled-rule.ts';
import { DetectorError } from './detector-error.ts';
import { KNOWN_LABEL } from './placeholder.ts';

const MIN_LENGTH = 6;
const MAX_LENGTH = 4096;
/** Enough to recognise a value by; what is longer goes on as far as its run. */
const MAX_COMPARED = 256;

/** Rules for values that are secrets for sure, as they are and encoded. Throws DetectorError. */
export function knownValueRules(values: readonly string[]): readonly GeneralRule[] {
  for (const { length } of values)
    if (length < MIN_LENGTH || length > MAX_LENGTH)
      throw new DetectorError(
        'bad-known-value',
        `saw ${length} characters, expected ${MIN_LENGTH} to ${MAX_LENGTH}`,
      );
  const forms = values.flatMap(formsOf).filter(({ text }) => !/[^\0-\x7f]/.test(text));
  return forms.map(literalRule);
}

interface Form {
  readonly text: string;
  readonly caseless: boolean;
  /** Source of what may follow and belongs to it. */
  readonly tail: string;
}

/** The digit that holds the last bits of a value, and some of what follows it. */
const LAST_DIGIT = '[A-Za-z0-9+/_-]?={0,2}';

function formsOf(value: string): readonly Form[] {
  const bytes = new TextEncoder().encode(value);
  const exact = [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)];
  const written = [...new Set(exact)].map((text) => ({ text, caseless: false, tail: '' }));
  const coded = [...new Set(base64Forms(bytes))].map((text) => ({ text, caseless: false, tail: LAST_DIGIT }));
  return [...written, ...coded, { text: hex(bytes), caseless: true, tail: '' }];
}

function literalRule({ text, caseless, tail }: Form): GeneralRule {
  const compared = text.slice(0, MAX_COMPARED);
  return {
    id: 'known-value',
    title: 'Value that this session uses',
    label: KNOWN_LABEL,
    keywords: [compared.slice(0, 24)],
    caseless,
    pattern: compared.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&') + (compared === text ? tail : ''),
    examples: [],
    counterExamples: [],
  };
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * The digits that a value has in Base64 wherever it begins in a group of three bytes, in both alphabets. Those at
 * the ends that depend on what stands beside it are left out.
 */
function base64Forms(bytes: Uint8Array): readonly string[] {
  return [0, 1, 2].flatMap((offset) => {
    const digits = base64([...new Array<number>(offset).fill(0), ...bytes]);
    const from = Math.ceil((offset * 8) / 6);
    const to = Math.floor(((offset + bytes.length) * 8) / 6);
    const stable = digits.slice(from, to);
    return [stable, stable.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function base64(bytes: readonly number[]): string {
  let digits = '';
  for (let bit = 0; bit < bytes.length * 8; bit += 6) {
    const pair = ((bytes[bit >> 3] ?? 0) << 8) | (bytes[(bit >> 3) + 1] ?? 0);
    digits += DIGITS[(pair >> (10 - (bit & 7))) & 63] ?? '';
  }
  return digits;
}
