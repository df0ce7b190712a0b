/** Code points that are not seen, HFS+'s ignorable ones among them. */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;

/**
 * One spelling for all that some file system, server or reader takes for the same name: compatibility forms
 * (full-width letters, ligatures), letter case and unseen code points are gone. Folding twice changes nothing.
 */
export function foldText(text: string): string {
  if (isPlainLowerCase(text)) return text;
  const plain = text.normalize('NFKC').replaceAll(UNSEEN, '');
  return caseFold(plain).normalize('NFKC');
}

/**
 * The segments of a path or ref name, folded, as Windows would find them: a backslash divides, dots and spaces
 * at a segment's end do not count (NTFS), nor does the name of a main data stream (`::$DATA`), nor an empty
 * segment. An empty text has none.
 */
export function foldSegments(text: string): readonly string[] {
  if (PLAIN_PATH.test(text)) return text.split('/');
  return foldText(text)
    .replaceAll('\\', '/')
    .split('/')
    .map(foldSegment)
    .filter((segment) => segment !== '');
}

/** Nearly every path is: lower case, and no segment empty or with a dot at its end. */
const PLAIN_PATH = /^(?:[a-z0-9_.-]*[a-z0-9_-]\/)*[a-z0-9_.-]*[a-z0-9_-]$/;

/** Through upper case and back, which joins what only one direction does (`ß`, `ſ`, `ς`). */
export function caseFold(text: string): string {
  return text.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ');
}

function foldSegment(segment: string): string {
  return withoutTrailingDots(withoutStream(segment));
}

function withoutStream(segment: string): string {
  const colon = segment.indexOf(':');
  return colon > 0 && segment.includes('$', colon) ? segment.slice(0, colon) : segment;
}

function withoutTrailingDots(segment: string): string {
  let end = segment.length;
  while (end > 0 && (segment[end - 1] === '.' || segment[end - 1] === ' ')) end--;
  return segment.slice(0, end);
}

/** Nearly every name is: printable ASCII without upper case folds to itself. */
function isPlainLowerCase(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code > 0x7e || (code >= 0x41 && code <= 0x5a)) return false;
  }
  return true;
}
