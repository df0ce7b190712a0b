import { caseFold, foldSegments, foldText } from './fold.ts';
import { looksLikeShortName } from './short-name.ts';

/**
 * Whether a path has a spelling that some file system or reader takes for another name: what folding changes
 * beyond letter case and accents, 8.3 names, streams, `.git`, control characters, bytes that are not UTF-8
 * (written with a backslash), and letters of look-alike scripts among Latin ones.
 */
export function isOddPath(path: string): boolean {
  return path.split('/').some(isOddSegment);
}

/** An odd path, or a name that Git may read as another ref or as an object id. */
export function isOddRefName(shortName: string): boolean {
  return (
    isOddPath(shortName) ||
    /^(?:refs|heads|tags|remotes|origin|upstream)\//iu.test(shortName) ||
    /^(?:[0-9a-f]{40}|[0-9a-f]{64}|head|@)$/iu.test(shortName)
  );
}

/** Nearly every name is of these: folding changes but its case. */
const PLAIN = /^[A-Za-z0-9_.-]*[A-Za-z0-9_-]$/;

function isOddSegment(segment: string): boolean {
  if (PLAIN.test(segment)) return segment.toLowerCase() === '.git';
  const folded = foldText(segment);
  return (
    segment === '' ||
    foldSegments(segment).join('/') !== caseFold(segment.normalize('NFC')) ||
    folded === '.git' ||
    looksLikeShortName(folded) ||
    /[\p{Cc}\\:]/u.test(segment) ||
    mixesLookAlikes(segment)
  );
}

/** Whether one word has Latin letters beside those of a script with letters that look like Latin ones. */
function mixesLookAlikes(segment: string): boolean {
  const words = segment.match(/\p{L}+/gu) ?? [];
  return words.some((word) => /\p{Script=Latin}/u.test(word) && LOOK_ALIKE.test(word));
}

const LOOK_ALIKE =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Lisu}]/u;
