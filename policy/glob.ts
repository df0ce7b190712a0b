import { foldSegments, foldText } from './fold.ts';
import { POLICY_LIMITS } from './limits.ts';
import type { Problem } from './policy-error.ts';
import { mayBeShortNameOf } from './short-name.ts';

/** A compiled pattern: `any-depth` is `**`, `name` has no wildcard, `pattern` has. All folded. */
export interface Glob {
  readonly segments: readonly GlobSegment[];
  /** What `\n/` + a path + `/\n` holds when the path matches; of a path without 8.3 names. */
  readonly literals: readonly string[];
}

export type GlobSegment =
  | { readonly kind: 'any-depth' }
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'pattern'; readonly text: string };

/** Counts what a match costs. One step compares one code unit or one segment. */
export interface Meter {
  steps: number;
}

/**
 * Compiles `*` (any run within a segment), `?` (one code point) and `**` (any number of whole segments, none
 * included). Returns what is wrong with a pattern that nobody can mean.
 */
export function parseGlob(pattern: string): Glob | Problem {
  const fault = faultOf(pattern);
  if (fault !== null) return fault;
  const segments = foldSegments(pattern);
  return { segments: segments.map(parseSegment), literals: literalsOf(segments) };
}

/** A `**` between slashes may stand for no segment, and each of its neighbours keeps its slash. */
function literalsOf(segments: readonly string[]): readonly string[] {
  const parts = `\n/${segments.join('/')}/\n`.split(/[*?]+/u);
  return parts.filter((part) => !/^[\n/]*$/u.test(part));
}

export function isGlob(parsed: Glob | Problem): parsed is Glob {
  return 'segments' in parsed;
}

/**
 * Whether the whole of `segments` (from `foldSegments`) matches. A text without segments stands for a name that
 * is not there, and matches nothing. Takes at most pattern length × text length steps: only the last wildcard
 * is ever tried again, since whatever an earlier one could take, it has.
 */
export function matchGlob(glob: Glob, segments: readonly string[], meter: Meter): boolean {
  if (segments.length === 0) return false;
  const pattern = glob.segments;
  let at = 0;
  let next = 0;
  let retry: { readonly after: number; from: number } | null = null;
  while (next < segments.length) {
    const expected = pattern[at];
    if (expected?.kind === 'any-depth') {
      retry = { after: at + 1, from: next };
      at++;
    } else if (expected !== undefined && matchSegment(expected, segments[next] ?? '', meter)) {
      at++;
      next++;
    } else if (retry !== null) {
      at = retry.after;
      next = ++retry.from;
    } else {
      return false;
    }
  }
  return pattern.slice(at).every(({ kind }) => kind === 'any-depth');
}

function matchSegment(expected: GlobSegment, text: string, meter: Meter): boolean {
  meter.steps++;
  switch (expected.kind) {
    case 'any-depth':
      return true;
    case 'name':
      return expected.text === text || mayBeShortNameOf(text, expected.text);
    case 'pattern':
      return matchWildcards(expected.text, text, meter);
  }
}

/** The same walk over the code units of one segment. */
function matchWildcards(pattern: string, text: string, meter: Meter): boolean {
  let at = 0;
  let next = 0;
  let retry: { readonly after: number; from: number } | null = null;
  while (next < text.length) {
    meter.steps++;
    const expected = pattern[at];
    if (expected === '*') {
      retry = { after: at + 1, from: next };
      at++;
    } else if (expected === '?') {
      at++;
      next += widthAt(text, next);
    } else if (expected !== undefined && expected === text[next]) {
      at++;
      next++;
    } else if (retry !== null) {
      at = retry.after;
      next = ++retry.from;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

/** Code units of the code point at `index`. */
function widthAt(text: string, index: number): number {
  return (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
}

function parseSegment(segment: string): GlobSegment {
  if (segment === '**') return { kind: 'any-depth' };
  return { kind: /[*?]/u.test(segment) ? 'pattern' : 'name', text: segment };
}

function faultOf(pattern: string): Problem | null {
  if (pattern.length > POLICY_LIMITS.maxGlobChars) {
    const seen = `the pattern has ${pattern.length} characters, at most ${POLICY_LIMITS.maxGlobChars} are expected`;
    return problem(seen, 'split it into several patterns');
  }
  const special = /[[\]{}\\!]/u.exec(pattern)?.[0];
  if (special !== undefined) {
    const seen = `'${special}' has no meaning in a pattern, expected only *, ? and **`;
    return problem(
      seen,
      special === '\\'
        ? "write '/' between segments"
        : 'write a list of patterns, or ? for the character itself',
    );
  }
  if (pattern.split('/').some((segment) => segment.includes('**') && segment !== '**')) {
    return problem(
      "'**' stands beside other characters, expected it alone between slashes",
      'write **/name or name/**',
    );
  }
  if (pattern.startsWith('/'))
    return problem('the pattern begins with a slash, and no name does', 'leave it out');
  if (pattern.endsWith('/'))
    return problem('the pattern ends with a slash, and no name does', 'write name/** for all below it');
  return faultOfFolded(pattern);
}

/** A full-width `＊` would become a wildcard that nobody sees, and a segment of dots would vanish. */
function faultOfFolded(pattern: string): Problem | null {
  const count = (text: string) => text.replaceAll(/[^*?/]/gu, '');
  if (count(foldText(pattern)) !== count(pattern)) {
    return problem(
      'the pattern holds a character that stands for *, ? or /',
      'write the plain ASCII character',
    );
  }
  if (foldSegments(pattern).length !== pattern.split('/').length) {
    return problem(
      'the pattern has an empty segment',
      'leave out . and .., doubled slashes and empty patterns',
    );
  }
  return null;
}

function problem(message: string, hint: string): Problem {
  return { code: 'glob', message, hint };
}
