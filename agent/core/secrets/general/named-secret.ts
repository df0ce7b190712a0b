import type { Candidate } from '../compiled-rule.ts';
import { holdsPlaceholder } from '../placeholder.ts';
import { gradeName, type NameGrade } from './secret-name.ts';
import { gradeValue, readsAsIdentifier, type ValueGrade } from './secret-value.ts';

/** Whether the value beside a name like `password` is one. */
export function isNamedSecret(candidate: Candidate): boolean {
  const value = gradeValue(candidate.secret);
  if (value === 'none') return false;
  const { name, link, lineStart } = partsOf(candidate);
  const grade = gradeName(name);
  if (
    grade === null ||
    ARN.test(lineStart) ||
    isNamedAfter(name, candidate.secret) ||
    (grade === 'bare' && PUBLIC.test(lineStart))
  )
    return false;
  const place = placeOf({ ...candidate, name, link, lineStart });
  if (place === null) return false;
  const isIdentifier = value === 'chosen' && grade !== 'password' && place !== 'setting';
  if (isIdentifier && readsAsIdentifier(candidate.secret)) return false;
  return isEnough(grade, value, place);
}

/** Whether the name that begins in `before` and goes on in `after` is that of a secret, or not known whole yet. */
export function mayNameSecret(before: string, after: string): boolean {
  const own = ownPart(after);
  return own.length === after.length || gradeName(prefixOf(before) + own) !== null;
}

/** How sure it is that the text is a value: a literal, one that is assigned, a line of configuration, words, code. */
type Place = 'literal' | 'assigned' | 'setting' | 'sentence' | 'code';

function isEnough(name: Exclude<NameGrade, null>, value: Exclude<ValueGrade, 'none'>, place: Place): boolean {
  if (name === 'bare') return value === 'random' && place === 'sentence';
  if (value === 'random') return true;
  if (name !== 'password') return value === 'chosen' && name === 'key' && place !== 'code';
  if (value === 'chosen') return place !== 'code';
  return place === 'setting' || place === 'assigned' || (value === 'numbered' && place !== 'code');
}

/** What stands behind `arn:aws:secretsmanager:` is where a secret is kept. */
const ARN = /\barn:[\w:*-]*$/i;

/** `POSTGRES_PASSWORD=postgres`: what everybody tries first, and writes in examples. */
function isNamedAfter(name: string, value: string): boolean {
  return name.toLowerCase().includes(value.toLowerCase());
}

/** Keys that everybody may know. */
const PUBLIC = /\b(?:gpg|pgp|public|fingerprint|release|signed|host|ssh)\b/i;

interface Parts {
  /** The whole identifier. */
  readonly name: string;
  /** What stands between the name and the value. */
  readonly link: string;
  /** What stands before the name on its line. */
  readonly lineStart: string;
}

function partsOf({ before, head }: Candidate): Parts {
  const prefix = prefixOf(before);
  const own = ownPart(head);
  const start = before.slice(0, before.length - prefix.length);
  const line = Math.max(
    start.lastIndexOf('\n') + 1,
    start.lastIndexOf('\\n') + 2 * Number(start.includes('\\n')),
  );
  return { name: prefix + own, link: head.slice(own.length), lineStart: start.slice(line) };
}

/** The identifier that ends `before`, or the one word before a space that belongs to a name. */
function prefixOf(before: string): string {
  if (before.endsWith(' ')) return PREFIX_WORD.exec(before.slice(-LONGEST_PREFIX))?.[0] ?? '';
  let start = before.length;
  for (let at = start - 1; at >= 0; at -= 1) {
    const unit = before.charCodeAt(at);
    if (isNameUnit(unit)) start = at;
    else if (unit !== DOT && unit !== DASH) break;
  }
  return before.slice(start);
}

const PREFIX_WORD =
  /(?:api|access|secret|private|encryption|license|auth|signing|master|admin|account|security) $/i;
const LONGEST_PREFIX = 'encryption '.length;
const [DOT, DASH, DOLLAR, UNDERSCORE] = [0x2e, 0x2d, 0x24, 0x5f];

function isNameUnit(unit: number): boolean {
  const letter = unit | 0x20;
  const isAlphanumeric = (unit >= 0x30 && unit <= 0x39) || (letter >= 0x61 && letter <= 0x7a);
  return isAlphanumeric || unit === DOLLAR || unit === UNDERSCORE;
}

/** What of a name stands from its keyword on. */
function ownPart(text: string): string {
  return /^[\s"'.-]*[\w.-]*(?: key)?/i.exec(text)?.[0] ?? '';
}

function placeOf({ link, next, cutOff, secret, name, lineStart }: Candidate & Parts): Place | null {
  if (/["'`]$/.test(link)) return placeOfLiteral(link, lineStart);
  if (/>$/.test(link) && next === '<') return 'setting';
  if (cutOff || /[([{]/.test(next)) return null;
  if (VALUE_OF.test(link) && /^\s?$/.test(next)) return 'setting';
  const isWord = next === ' ' && /^[A-Za-z]+$/.test(secret);
  if (!isWord && isSetting(link, { next: ends(secret, next), name, lineStart })) return 'setting';
  if (isSentence(link, { next, name, lineStart })) return 'sentence';
  if (/^\s$/.test(link) && PROSE.test(lineStart)) return 'code';
  return /^\s*(?:[=:]|is\b)/.test(link) ? 'code' : null;
}

/** `name: TOKEN` and on the next line its `value: `, as manifests have it. */
const VALUE_OF = /\n\s*["']?(?:value|default)["']?\s{0,3}[:=]\s*$/;

/** A semicolon ends a value like a line does when the value cannot be a name in a program. */
function ends(secret: string, next: string): string {
  return next === ';' && /[!@#$%^*~+]/.test(secret) ? '' : next;
}

/** An assignment, a call or a comparison. A comma pairs a name with a value only where a call begins with the name. */
function placeOfLiteral(link: string, lineStart: string): Place | null {
  if (/^[\\"'`\s]*,/.test(link) && !/value|default/i.test(link))
    return /\(\s*(?:\w+,\s*)?\\?["'`]$/.test(lineStart) ? 'literal' : 'code';
  if (/\w\(/.test(link)) return 'code';
  if (/^[\\"'`\s\])]*(?::|:?=|=>)\s*[a-zA-Z@$]{0,2}\\*["'`]$/.test(link)) return 'assigned';
  if (/[=:,(>|?]|\b(?:is|by|to)\b|->|^\s?\{/.test(link)) return 'literal';
  return /(?:^\s*|[{;:]\s*|#define\s*|(?:^|\s)--?|\bENV\s*)$/i.test(lineStart) ? 'literal' : null;
}

interface Line {
  readonly next: string;
  readonly name: string;
  readonly lineStart: string;
}

/** A variable of an environment, a line of YAML or properties, an argument, a field of a query. */
function isSetting(link: string, { next, name, lineStart }: Line): boolean {
  const endsLine = next === '' || /[\s\\"'#]/.test(next);
  const opensLine = /^\s*(?:[-*#>|]\s*)?$/.test(lineStart);
  const isVariable = /^[A-Z0-9_]*$/.test(name) && /(?:^|[\s"';&-])$/.test(lineStart);
  if (isVariable && /^\s?[=:]{1,2}$/.test(link)) return true;
  if (isVariable && opensLine && /^\s?[:?]=\s$/.test(link)) return endsLine;
  if (opensLine && /^(?:=|:\s|\s+(?:=|\||->?)\s)\s*$/.test(link)) return endsLine;
  if (/^:$/.test(link) && /\$\{$/.test(lineStart)) return true;
  if (/^=$/.test(link))
    return (
      /[?&;]$|(?:^|\s)-{1,2}(?:[\w-]+[= ])?["']?$/.test(lineStart) ||
      (endsLine && /^[\w\s/.:="'[\],@+-]*\w\s$/.test(lineStart))
    );
  return (
    /^\s+$/.test(link) &&
    !holdsPlaceholder(name) &&
    /(?:(?:^|\s)--?|\bENV\s+|\bset(?:env|x|(?:\s+-{1,2}\w+)+)\s+)$/.test(lineStart)
  );
}

/** `… the password is …`, in words and not in code. */
function isSentence(link: string, { next, lineStart }: Line): boolean {
  if (!/^[\s.,!?)]?$/.test(next) || !PROSE.test(lineStart)) return false;
  if (/^\s?is:?\s/.test(link)) return true;
  return /^\s?[:=]\s/.test(link) && !DECLARES.test(lineStart);
}

/** Words, and no marks but those of a sentence or a comment. */
const PROSE =
  /(?:^|[.!?)";] )[\w\s,./:'’?!@#-]*[a-z]{2,}[\s,:/]+(?:[a-z]+ )?(?:[#/-]{1,2}\s)?$|\s(?:#|\/\/)\s(?:[a-z]+ )*$/i;
const DECLARES =
  /\b(?:const|let|var|val|def|auto|public|private|protected|static|final|readonly|export|return|string|char|int|new|type|interface|case|self|this)\b/i;
