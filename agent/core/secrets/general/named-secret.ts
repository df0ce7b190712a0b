import type { Candidate } from '../compiled-rule.ts';
import { gradeName, type NameGrade } from './secret-name.ts';
import { gradeValue, type ValueGrade } from './secret-value.ts';

/** Whether the value beside a name like `password` is one. */
export function isNamedSecret(candidate: Candidate): boolean {
  const { name, link, lineStart } = partsOf(candidate);
  const grade = gradeName(name);
  const value = grade === null ? 'none' : gradeValue(candidate.secret);
  if (grade === null || value === 'none') return false;
  const place = placeOf({ ...candidate, name, link, lineStart });
  return place !== null && isEnough(grade, value, place);
}

/** Whether the name that begins in `before` and goes on in `after` is that of a secret, or not known whole yet. */
export function mayNameSecret(before: string, after: string): boolean {
  const own = ownPart(after);
  return own.length === after.length || gradeName(prefixOf(before) + own) !== null;
}

/** How sure it is that the text is a value, and not code: a literal, a line of configuration, a place in a program. */
type Place = 'literal' | 'setting' | 'code';

function isEnough(name: Exclude<NameGrade, null>, value: Exclude<ValueGrade, 'none'>, place: Place): boolean {
  if (value === 'random') return true;
  if (name !== 'password') return value === 'chosen' && name === 'key' && place !== 'code';
  return value === 'chosen' ? place !== 'code' : place === 'setting';
}

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

function prefixOf(before: string): string {
  return PREFIX.exec(before)?.[0] ?? '';
}

const PREFIX =
  /(?:(?:api|access|secret|private|encryption|license|auth|signing|master|admin|account|security) |[\w$][\w$.-]*)?$/i;

/** What of a name stands from its keyword on. */
function ownPart(text: string): string {
  return /^[\s"'.-]*[\w.-]*(?: key)?/i.exec(text)?.[0] ?? '';
}

function placeOf({ link, next, cutOff, secret, name, lineStart }: Candidate & Parts): Place | null {
  if (/["'`]$/.test(link)) return isLinkOfLiteral(link, lineStart) ? 'literal' : null;
  if (/>$/.test(link) && next === '<') return 'setting';
  if (cutOff || /[([{]/.test(next)) return null;
  if (
    isSetting(link, { next: ends(secret, next), name, lineStart }) ||
    isSentence(link, { next, name, lineStart })
  )
    return 'setting';
  return /^\s*(?:[=:]|is\b)/.test(link) ? 'code' : null;
}

/** A semicolon ends a value like a line does when the value cannot be a name in a program. */
function ends(secret: string, next: string): string {
  return next === ';' && /[!@#$%^*~+]/.test(secret) ? '' : next;
}

/** An assignment, a pair, a call or a comparison; a space alone only after what makes it one. */
function isLinkOfLiteral(link: string, lineStart: string): boolean {
  if (/[=:,(>|?]|\b(?:is|by|to)\b|->/.test(link)) return true;
  return /(?:#define\s*|(?:^|\s)--?|\bENV\s*)$/i.test(lineStart);
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
  if (opensLine && /^(?:=|:\s|\s+=\s)\s*$/.test(link)) return endsLine;
  if (/^=$/.test(link)) return /[?&;]$|(?:^|\s)-{1,2}(?:[\w-]+[= ])?$/.test(lineStart);
  return /^\s+$/.test(link) && /(?:(?:^|\s)--?|\bENV\s+)$/.test(lineStart);
}

/** `… the password is …`, in words and not in code. */
function isSentence(link: string, { next, lineStart }: Line): boolean {
  const isProse = /^(?:[\w\s,./:'’-]*[a-z]{2,} [a-z]+[\w\s,./:'’-]*)$/i.test(lineStart);
  return isProse && /^\s?(?:is:?|[:=])\s/.test(link) && /^[\s.,!?)]?$/.test(next);
}
