import { foldText } from '../../../policy/fold.ts';
import { decodeFully } from './percent-decode.ts';

/** A request target as the most willing server could read it. */
export interface LoosePath {
  /**
   * Segments, folded, without empty ones and path parameters: with what stands behind white space or a NUL and
   * without it, with `..` as it stands and resolved.
   */
  readonly readings: readonly (readonly string[])[];
  /** Path and query in one, folded. */
  readonly text: string;
}

const SLASHES = /[\\\u2044\u2215\u29f8]/gu;
const BLANKS = /[\p{Cc}\s]/gu;
const CUT_SEGMENT = /[\p{Cc}\s][^/]*/gu;
/** A path parameter, or a query or fragment escaped into the path. */
const SEGMENT_END = /[;?#].*$/su;

/**
 * Takes away everything that servers are known to overlook: escapes at any depth, letter case, look-alike
 * letters, dashes and slashes, unseen characters, doubled slashes, dots, NTFS's trailing dots and streams. Null
 * when it cannot be read at all.
 */
export function readLoosely(target: string): LoosePath | null {
  const decoded = decodeFully(target);
  const pathEnd = target.search(/[?#]/u);
  const path = decodeFully(pathEnd === -1 ? target : target.slice(0, pathEnd));
  if (decoded === null || path === null) return null;
  const folded = fold(path);
  return {
    readings: [folded.replaceAll(CUT_SEGMENT, ''), folded.replaceAll(BLANKS, '')].flatMap(readingsOf),
    text: fold(decoded).replaceAll(BLANKS, ''),
  };
}

function fold(text: string): string {
  return foldText(text)
    .replaceAll(/\p{Pd}/gu, '-')
    .replaceAll(SLASHES, '/');
}

function readingsOf(path: string): readonly (readonly string[])[] {
  const segments = path
    .split('/')
    .map(segmentOf)
    .filter((segment) => segment !== '');
  return [segments, resolved(segments)];
}

function segmentOf(segment: string): string {
  const name = segment.replace(SEGMENT_END, '');
  if (name === '..') return name;
  return name.replace(/::?\$.*$/su, '').replace(/\.+$/u, '');
}

function resolved(segments: readonly string[]): readonly string[] {
  const path: string[] = [];
  for (const segment of segments) {
    if (segment === '..') path.pop();
    else path.push(segment);
  }
  return path;
}
