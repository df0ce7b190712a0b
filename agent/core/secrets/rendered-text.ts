/** A text as it is read, and where each part of that stands in the text as it was written. */
export interface RenderedText {
  readonly text: string;
  /** What was written for the characters from `start` to `end`, of which there is at least one. */
  readonly writtenSpan: (start: number, end: number) => Span;
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Two hexadecimal digits of a visible character, a tabulator or a line end. */
const ASCII = '(?:[2-7][0-9A-Fa-f]|0[9AaDd])';
const ESC = '(?:\\u001b|\\\\(?:x1[Bb]|u001[Bb]|033|e))';

/**
 * What is written otherwise than it is read: an octet of a URL, escaped once or more (RFC 3986, 2.1); a unit or a slash
 * behind a backslash, as JSON and most languages have them; a character of HTML by its name or its number; what sets the
 * colours of a terminal, and its links (ECMA-48, 5.4 and 8.3.89); and characters that nobody sees (UAX #44,
 * Default_Ignorable_Code_Point).
 */
const WRITTEN = new RegExp(
  [
    `%(?:25)*(?<octet>${ASCII})`,
    `\\\\(?:u00|x)(?<unit>${ASCII})`,
    '\\\\(?<slash>/)',
    '&#(?<decimal>[0-9]{2,3});',
    `&#[Xx](?<hexadecimal>${ASCII});`,
    '&(?<name>quot|amp|lt|gt|apos|nbsp);',
    `(?:${ESC}\\[|\\u009b)[0-?]{0,32}[ -/]{0,4}[@-~]`,
    '\\u001b\\][^\\u0007\\u001b]{0,2048}(?:\\u0007|\\u001b\\\\)',
    '[\\u00ad\\u034f\\u061c\\u180b-\\u180f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufe00-\\ufe0f\\ufeff]',
    '\\udb40[\\udc00-\\udfff]',
  ].join('|'),
  'g',
);
const NAMED: Readonly<Record<string, string>> = Object.freeze({
  ...{ quot: '"', amp: '&', lt: '<', gt: '>', apos: "'", nbsp: ' ' },
});

/** Something that is read as one character or as none. */
interface Escape extends Span {
  /** Where what it is read as begins and ends in the text that is read. */
  readonly read: Span;
}

/** Null for a text that is read as it is written. */
export function renderedText(written: string): RenderedText | null {
  const escapes: Escape[] = [];
  let text = '';
  let from = 0;
  for (const found of written.matchAll(WRITTEN)) {
    const end = found.index + found[0].length;
    text += written.slice(from, found.index);
    const start = text.length;
    text += readAs(found.groups ?? {});
    escapes.push({ start: found.index, end, read: { start, end: text.length } });
    from = end;
  }
  if (escapes.length === 0) return null;
  const writtenSpan = (start: number, end: number): Span => ({
    start: characterAt(start, escapes).start,
    end: characterAt(end - 1, escapes).end,
  });
  return { text: text + written.slice(from), writtenSpan };
}

function readAs(groups: Readonly<Record<string, string | undefined>>): string {
  const { octet, unit, slash, decimal, hexadecimal, name } = groups;
  const hex = octet ?? unit ?? hexadecimal;
  if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
  if (decimal !== undefined) return String.fromCharCode(Number.parseInt(decimal, 10));
  return slash ?? NAMED[name ?? ''] ?? '';
}

/** Where the character stands that is read at `at`. */
function characterAt(at: number, escapes: readonly Escape[]): Span {
  let low = 0;
  let high = escapes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((escapes[middle]?.read.start ?? at) <= at) low = middle + 1;
    else high = middle;
  }
  const last = escapes[low - 1];
  if (last === undefined) return { start: at, end: at + 1 };
  if (at < last.read.end) return last;
  const start = last.end + at - last.read.end;
  return { start, end: start + 1 };
}

/** Lines that belong to one with an escape: a name may stand on the line before its value. */
const LINES_AROUND = 2;

/** The lines of a text, in order, in which something is written otherwise than it is read, with those around them. */
export function renderedPassages(text: string): readonly Span[] {
  const passages: Span[] = [];
  let lineEnd = -1;
  for (const { index } of text.matchAll(WRITTEN)) {
    if (index <= lineEnd) continue;
    lineEnd = endOfLine(text, index, 0);
    const [start, end] = [startOfLine(text, index, LINES_AROUND), endOfLine(text, index, LINES_AROUND)];
    const last = passages.at(-1);
    if (last === undefined || start > last.end) passages.push({ start, end });
    else passages[passages.length - 1] = { start: last.start, end };
  }
  return passages;
}

/** Where the line begins that is `before` lines before the one of `at`. */
function startOfLine(text: string, at: number, before: number): number {
  let start = at;
  for (let line = 0; line <= before && start > 0; line += 1) start = text.lastIndexOf('\n', start - 1);
  return Math.max(0, start);
}

/** Where the line ends that is `behind` lines behind the one of `at`. */
function endOfLine(text: string, at: number, behind: number): number {
  let end = at - 1;
  for (let line = 0; line <= behind && end < text.length; line += 1) {
    const found = text.indexOf('\n', end + 1);
    end = found === -1 ? text.length : found;
  }
  return end;
}
