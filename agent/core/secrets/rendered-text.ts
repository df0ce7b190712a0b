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
const IN_ASCII = [
  `%(?:25)*${ASCII}`,
  `\\\\(?:u00|x)${ASCII}`,
  '\\\\/',
  '&#[0-9]{2,3};',
  `&#[Xx]${ASCII};`,
  '&(?:quot|amp|lt|gt|apos|nbsp);',
  `${ESC}\\[[0-?]{0,32}[ -/]{0,4}[@-~]`,
  '\\u001b\\][^\\u0007\\u001b]{0,2048}(?:\\u0007|\\u001b\\\\)',
];
const WRITTEN = new RegExp(
  [
    ...IN_ASCII,
    '\\u009b[0-?]{0,32}[ -/]{0,4}[@-~]',
    '[\\u00ad\\u034f\\u061c\\u180b-\\u180f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufe00-\\ufe0f\\ufeff]',
    '\\udb40[\\udc00-\\udfff]',
  ].join('|'),
  'g',
);
const NEXT = new RegExp(WRITTEN);
const NEXT_IN_ASCII = new RegExp(IN_ASCII.join('|'), 'g');
const NAMED: Readonly<Record<string, string>> = Object.freeze({
  ...{ quot: '"', amp: '&', lt: '<', gt: '>', apos: "'", nbsp: ' ' },
});

/** Null for a text that is read as it is written. */
export function renderedText(written: string): RenderedText | null {
  const escapes = new Escapes();
  const chunks: string[] = [];
  let pieces: string[] = [];
  let from = 0;
  let length = 0;
  for (const { 0: found, index: start } of written.matchAll(WRITTEN)) {
    const read = readAs(found);
    pieces.push(written.slice(from, start), read);
    length += start - from;
    from = start + found.length;
    escapes.add({ at: length, read: read.length, start, end: from });
    length += read.length;
    // Many small pieces are joined before there are many more.
    if (pieces.length >= MAX_PIECES) {
      chunks.push(pieces.join(''));
      pieces = [];
    }
  }
  if (escapes.isEmpty) return null;
  const text = [...chunks, ...pieces, written.slice(from)].join('');
  const writtenSpan = (start: number, end: number): Span => ({
    start: escapes.spanAt(start).start,
    end: escapes.spanAt(end - 1).end,
  });
  return { text, writtenSpan };
}

const MAX_PIECES = 8192;

/** One character, or none. */
function readAs(found: string): string {
  const first = found[0];
  const second = found[1];
  if (first === '%') return character(found.slice(-2), 16);
  if (first === '&') return second === '#' ? numbered(found.slice(2, -1)) : (NAMED[found.slice(1, -1)] ?? '');
  if (first !== '\\') return '';
  if (second === '/') return '/';
  const isUnit = (second === 'x' && found.length === 4) || (second === 'u' && found.length === 6);
  return isUnit ? character(found.slice(-2), 16) : '';
}

function numbered(digits: string): string {
  return /^x/i.test(digits) ? character(digits.slice(1), 16) : character(digits, 10);
}

function character(digits: string, radix: 10 | 16): string {
  return String.fromCharCode(Number.parseInt(digits, radix));
}

/** Something written that is read as one character or as none, at `at` of the text that is read. */
interface Escape extends Span {
  readonly at: number;
  readonly read: number;
}

const NUMBERS = 4;

/** The escapes of one text, in order. There may be a million of them: each is four numbers. */
class Escapes {
  #numbers = new Uint32Array(64 * NUMBERS);
  #count = 0;

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  add({ at, read, start, end }: Escape): void {
    if (this.#numbers.length === this.#count * NUMBERS) {
      const more = new Uint32Array(2 * this.#numbers.length);
      more.set(this.#numbers);
      this.#numbers = more;
    }
    const index = this.#count * NUMBERS;
    this.#numbers[index] = at;
    this.#numbers[index + 1] = read;
    this.#numbers[index + 2] = start;
    this.#numbers[index + 3] = end;
    this.#count += 1;
  }

  /** Where the character stands that is read at `at`. */
  spanAt(at: number): Span {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#numbers[middle * NUMBERS] ?? at) <= at) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return { start: at, end: at + 1 };
    const last = this.#escape(low - 1);
    if (at < last.at + last.read) return last;
    const start = last.end + at - last.at - last.read;
    return { start, end: start + 1 };
  }

  #escape(index: number): Escape {
    const [at = 0, read = 0, start = 0, end = 0] = this.#numbers.subarray(
      index * NUMBERS,
      (index + 1) * NUMBERS,
    );
    return { at, read, start, end };
  }
}

/** Lines that belong to one with an escape: a name may stand on the line before its value. */
const LINES_AROUND = 2;

/** The lines of a text, in order, in which something is written otherwise than it is read, with those around them. */
export function renderedPassages(text: string): readonly Span[] {
  return passagesAround(text, NEXT);
}

/** The same of bytes that are read as a character each: of those above ASCII nothing is known. */
export function renderedPassagesOfBytes(text: string): readonly Span[] {
  return passagesAround(text, NEXT_IN_ASCII);
}

function passagesAround(text: string, next: RegExp): readonly Span[] {
  const passages: Span[] = [];
  // Once a line has one, the others on it do not matter: there may be very many.
  for (let at = found(next, text, 0); at !== -1; at = found(next, text, endOfLine(text, at, 0))) {
    const [start, end] = [startOfLine(text, at, LINES_AROUND), endOfLine(text, at, LINES_AROUND)];
    const last = passages.at(-1);
    if (last === undefined || start > last.end) passages.push({ start, end });
    else passages[passages.length - 1] = { start: last.start, end };
  }
  return passages;
}

/** Where the next one begins; -1 where there is none. */
function found(next: RegExp, text: string, from: number): number {
  next.lastIndex = from;
  return next.exec(text)?.index ?? -1;
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
