import { END_OF_TEXT } from './pattern/steps.ts';

/** The most characters of an escape behind the one that tells it: what sets a colour has several numbers. */
const MOST_BEHIND_MARK = 13;
const MOST = 24;
const HEX = '(?:[0-9A-Fa-f]{2})';
/**
 * Escapes that end in a letter or a digit: an octet of a URL, whose percent sign may be escaped as well (RFC 3986, 2.1);
 * what JSON and most languages write with a backslash; what sets the colours of a terminal or clears its line (ECMA-48,
 * 8.3.117 and 8.3.41), the beginning of which is lost in many logs.
 */
const ESCAPE = new RegExp(
  `(?:%(?:25)*(?<octet>${HEX})|\\\\(?:x|u00)(?<unit>${HEX})|\\\\(?<letter>[abefnrtv0])|\\[[0-9;]{0,12}[mK])$`,
);
const ESC = 27;
const UNITS: Readonly<Record<string, number>> = Object.freeze({
  ...{ 0: 0, a: 7, b: 8, e: ESC, f: 12, n: 10, r: 13, t: 9, v: 11 },
});

/**
 * The code unit that stands before `at` for whoever unescapes the text: a line end for `\n`, an equals sign for `%3D`.
 * What begins there is the beginning of a word, though a letter or a digit stands before it. `END_OF_TEXT` at 0.
 */
export function meantBefore(text: string, at: number): number {
  if (at === 0) return END_OF_TEXT;
  const unit = text.charCodeAt(at - 1);
  return mayEndEscape(text, at) ? (unescaped(text.slice(Math.max(0, at - MOST), at)) ?? unit) : unit;
}

/** Whether one of the characters that tell an escape stands close enough, with nothing but letters, digits and `;` behind. */
function mayEndEscape(text: string, at: number): boolean {
  const first = Math.max(0, at - 1 - MOST_BEHIND_MARK);
  for (let index = at - 1; index >= first; index -= 1) {
    const unit = text.charCodeAt(index);
    if (unit === PERCENT || unit === BACKSLASH || unit === BRACKET) return index < at - 1;
    if (!isOfEscape(unit)) return false;
  }
  return false;
}

const [PERCENT, BACKSLASH, BRACKET, SEMICOLON] = [0x25, 0x5c, 0x5b, 0x3b];

function isOfEscape(unit: number): boolean {
  const letter = unit | 32;
  return (unit >= 48 && unit <= 57) || (letter >= 97 && letter <= 122) || unit === SEMICOLON;
}

function unescaped(text: string): number | null {
  const found = ESCAPE.exec(text);
  if (found === null) return null;
  const { octet, unit, letter } = found.groups ?? {};
  const hex = octet ?? unit;
  if (hex !== undefined) return Number.parseInt(hex, 16);
  return letter === undefined ? ESC : (UNITS[letter] ?? null);
}
