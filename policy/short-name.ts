/** How many letters of a name NTFS keeps before `~1`, and of its extension. */
const MAX_STEM_AND_TAIL = 8;
const MAX_EXTENSION = 3;

/**
 * Whether `segment` may be the 8.3 name that NTFS gives to `name`: `github~1` for `.github`, `gitlab~1.yml` for
 * `.gitlab-ci.yml`, or the form for crowded folders, two letters and four hex digits. Both are folded.
 * See Microsoft's [MS-FSCC] 2.1.5.2.1, "8.3 Filename".
 */
export function mayBeShortNameOf(segment: string, name: string): boolean {
  const short = splitShortName(segment);
  if (short === null) return false;
  const { stem, extension } = splitName(name);
  if (short.extension !== extension.slice(0, MAX_EXTENSION)) return false;
  return short.stem === stem.slice(0, MAX_STEM_AND_TAIL - short.tailLength) || isHashed(short.stem, stem);
}

/** Whether a segment is written as an 8.3 name, of whatever long name. */
export function looksLikeShortName(segment: string): boolean {
  return splitShortName(segment) !== null;
}

function splitShortName(segment: string): { stem: string; tailLength: number; extension: string } | null {
  if (!segment.includes('~')) return null;
  const found = /^([^~.]{1,6})~([0-9]{1,6})(?:\.([^.]{0,3}))?$/u.exec(segment);
  if (found === null) return null;
  const [, stem = '', digits = '', extension = ''] = found;
  return { stem, tailLength: digits.length + 1, extension };
}

/** Stem and extension as they go into a short name: without dots and spaces, `+,;=[]` as underscores. */
function splitName(name: string): { stem: string; extension: string } {
  const bare = name.replaceAll(/^\.+/gu, '');
  const dot = bare.lastIndexOf('.');
  const [stem, extension] = dot === -1 ? [bare, ''] : [bare.slice(0, dot), bare.slice(dot + 1)];
  return { stem: toShortLetters(stem), extension: toShortLetters(extension) };
}

function toShortLetters(text: string): string {
  return text.replaceAll(/[. ]/gu, '').replaceAll(/[+,;=[\]]/gu, '_');
}

function isHashed(short: string, stem: string): boolean {
  return short.length >= 5 && short.startsWith(stem.slice(0, 2)) && /^[0-9a-f]{4}$/u.test(short.slice(-4));
}
