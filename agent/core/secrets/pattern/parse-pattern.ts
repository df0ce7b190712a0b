import {
  addRange,
  type CharClass,
  caseless,
  eitherCase,
  emptyClass,
  escapedClass,
  negated,
  single,
  union,
} from './char-class.ts';

/** A pattern as a tree. `max` is null when a repetition has no upper bound. */
export type Pattern =
  | { readonly kind: 'class'; readonly set: CharClass }
  | { readonly kind: 'sequence'; readonly items: readonly Pattern[] }
  | { readonly kind: 'choice'; readonly options: readonly Pattern[] }
  | {
      readonly kind: 'repeat';
      readonly item: Pattern;
      readonly min: number;
      readonly max: number | null;
      readonly lazy: boolean;
    }
  | { readonly kind: 'secret'; readonly item: Pattern }
  | {
      readonly kind: 'look';
      readonly way: 'ahead' | 'behind';
      readonly set: CharClass;
      readonly atEdge: boolean;
    }
  | { readonly kind: 'word-boundary' }
  | { readonly kind: 'text-start' }
  | { readonly kind: 'text-end' };

export type PatternErrorCode =
  /** Not a pattern at all: an open group, a class without an end. */
  | 'bad-syntax'
  /** A construct of RegExp that no linear-time matcher has, or that means something else here. */
  | 'unsupported'
  /** More states than a pattern may have. */
  | 'too-large';

/** Why a pattern cannot be used; the message names the construct and the offset, never the whole pattern. */
export class PatternError extends Error {
  readonly code: PatternErrorCode;
  constructor(code: PatternErrorCode, message: string) {
    super(message);
    this.name = 'PatternError';
    this.code = code;
  }
}

export interface PatternOptions {
  readonly caseless: boolean;
}

/**
 * Reads the part of RegExp syntax that can be matched one character at a time: classes, groups, choices,
 * quantifiers, the group `secret`, look-around of one class, `\b`, `^` and `$` of the whole text.
 * Throws PatternError.
 */
export function parsePattern(source: string, options: PatternOptions): Pattern {
  const reader: Reader = { source, at: 0, caseless: options.caseless };
  const pattern = readChoice(reader);
  if (reader.at < source.length) throw bad(reader, 'a group is closed that was not opened');
  return pattern;
}

interface Reader {
  readonly source: string;
  readonly caseless: boolean;
  at: number;
}

function readChoice(reader: Reader): Pattern {
  const options = [readSequence(reader)];
  while (taken(reader, '|')) options.push(readSequence(reader));
  return options.length === 1 && options[0] !== undefined ? options[0] : { kind: 'choice', options };
}

function readSequence(reader: Reader): Pattern {
  const items: Pattern[] = [];
  for (let next = peek(reader); next !== '' && next !== '|' && next !== ')'; next = peek(reader))
    items.push(readQuantified(reader));
  return items.length === 1 && items[0] !== undefined ? items[0] : { kind: 'sequence', items };
}

function readQuantified(reader: Reader): Pattern {
  const item = readAtom(reader);
  const bounds = readBounds(reader);
  if (bounds === null) return item;
  if (item.kind !== 'class' && !('item' in item) && item.kind !== 'sequence' && item.kind !== 'choice')
    throw bad(reader, 'a quantifier follows an assertion');
  return { kind: 'repeat', item, ...bounds, lazy: taken(reader, '?') };
}

function readBounds(reader: Reader): { min: number; max: number | null } | null {
  if (taken(reader, '?')) return { min: 0, max: 1 };
  if (taken(reader, '*')) return { min: 0, max: null };
  if (taken(reader, '+')) return { min: 1, max: null };
  const braces = /^\{(\d{1,5})(,(\d{0,5}))?\}/.exec(reader.source.slice(reader.at, reader.at + 16));
  if (braces === null) return null;
  reader.at += braces[0].length;
  const min = Number(braces[1]);
  const max = braces[2] === undefined ? min : braces[3] === '' ? null : Number(braces[3]);
  if (max !== null && max < min) throw bad(reader, 'a quantifier has its bounds reversed');
  return { min, max };
}

function readAtom(reader: Reader): Pattern {
  const character = peek(reader);
  reader.at += 1;
  switch (character) {
    case '(':
      return readGroup(reader);
    case '[':
      return { kind: 'class', set: folded(reader, readClass(reader)) };
    case '.':
      return { kind: 'class', set: negated(single(10)) };
    case '^':
      return { kind: 'text-start' };
    case '$':
      return { kind: 'text-end' };
    case '\\':
      return readEscape(reader);
    case '*':
    case '+':
    case '?':
      throw bad(reader, 'a quantifier has nothing before it');
    default:
      return { kind: 'class', set: literal(reader, ascii(reader, character.charCodeAt(0))) };
  }
}

function readGroup(reader: Reader): Pattern {
  if (taken(reader, '?:')) return closed(reader, readChoice(reader));
  if (taken(reader, '?<secret>')) {
    return { kind: 'secret', item: closed(reader, readChoice(reader)) };
  }
  if (taken(reader, '?!')) return look(reader, 'ahead', true);
  if (taken(reader, '?=')) return look(reader, 'ahead', false);
  if (taken(reader, '?<!')) return look(reader, 'behind', true);
  if (taken(reader, '?<=')) return look(reader, 'behind', false);
  if (peek(reader) === '?') throw unsupported(reader, 'a group with a flag or another name than secret');
  return closed(reader, readChoice(reader));
}

function look(reader: Reader, way: 'ahead' | 'behind', negative: boolean): Pattern {
  const item = closed(reader, readChoice(reader));
  if (item.kind !== 'class') throw unsupported(reader, 'a look-around of more than one character class');
  return { kind: 'look', way, set: negative ? negated(item.set) : item.set, atEdge: negative };
}

function closed(reader: Reader, item: Pattern): Pattern {
  if (!taken(reader, ')')) throw bad(reader, 'a group has no end');
  return item.kind === 'class' ? item : { kind: 'sequence', items: [item] };
}

function readEscape(reader: Reader): Pattern {
  if (taken(reader, 'b')) return { kind: 'word-boundary' };
  const escaped = readEscaped(reader);
  return { kind: 'class', set: typeof escaped === 'number' ? literal(reader, escaped) : escaped };
}

const CONTROL: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11 };

/** A class or the one code unit that the escape after the backslash stands for. */
function readEscaped(reader: Reader): CharClass | number {
  const letter = peek(reader);
  reader.at += 1;
  const set = escapedClass(letter);
  if (set !== null) return set;
  if (letter === 'x') return readHex(reader, 2);
  if (letter === 'u') return readHex(reader, 4);
  const control = CONTROL[letter];
  if (control !== undefined) return control;
  if (letter === '') throw bad(reader, 'the pattern ends in a backslash');
  if (/[A-Za-z0-9]/.test(letter)) throw unsupported(reader, `the escape \\${letter}`);
  return letter.charCodeAt(0);
}

function readHex(reader: Reader, digits: number): number {
  const text = reader.source.slice(reader.at, reader.at + digits);
  if (text.length < digits || !/^[0-9a-fA-F]+$/.test(text))
    throw bad(reader, 'an escape lacks hexadecimal digits');
  reader.at += digits;
  return ascii(reader, Number.parseInt(text, 16));
}

function readClass(reader: Reader): CharClass {
  const inverse = taken(reader, '^');
  const set = emptyClass();
  while (!taken(reader, ']')) readMember(reader, set);
  return inverse ? negated(folded(reader, set)) : set;
}

function readMember(reader: Reader, set: CharClass): void {
  const from = readUnit(reader);
  if (typeof from !== 'number') {
    union(set, from);
    return;
  }
  const isRange = peek(reader) === '-' && reader.source[reader.at + 1] !== ']';
  if (isRange) reader.at += 1;
  const to = isRange ? readUnit(reader) : from;
  if (typeof to !== 'number' || to < from) throw bad(reader, 'a range in a class has no order');
  addRange(set, from, to);
}

function readUnit(reader: Reader): CharClass | number {
  const character = peek(reader);
  reader.at += 1;
  if (character === '') throw bad(reader, 'a class has no end');
  return character === '\\' ? readEscaped(reader) : ascii(reader, character.charCodeAt(0));
}

/** Throws: a class holds all that is not ASCII or nothing of it, so one such character cannot be meant. */
function ascii(reader: Reader, unit: number): number {
  if (unit < 128) return unit;
  throw unsupported(reader, 'a character that is not ASCII');
}

function folded(reader: Reader, set: CharClass): CharClass {
  return reader.caseless ? caseless(set) : set;
}

/** The class of one character as the pattern compares it. */
function literal(reader: Reader, unit: number): CharClass {
  return reader.caseless ? eitherCase(unit) : single(unit);
}

function peek(reader: Reader): string {
  return reader.source[reader.at] ?? '';
}

function taken(reader: Reader, text: string): boolean {
  if (!reader.source.startsWith(text, reader.at)) return false;
  reader.at += text.length;
  return true;
}

function bad(reader: Reader, what: string): PatternError {
  return new PatternError('bad-syntax', `${what}, at character ${reader.at} of the pattern`);
}

function unsupported(reader: Reader, what: string): PatternError {
  return new PatternError('unsupported', `${what} cannot be used, at character ${reader.at} of the pattern`);
}
