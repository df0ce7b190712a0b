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
  const prefix = /[\w$.-]*$/.exec(before)?.[0] ?? '';
  const own = /^[\s"'-]*[\w.-]*(?: key)?/i.exec(head)?.[0] ?? '';
  const start = before.slice(0, before.length - prefix.length);
  return {
    name: prefix + own,
    link: head.slice(own.length),
    lineStart: start.slice(Math.max(start.lastIndexOf('\n'), start.lastIndexOf('\\n') + 1) + 1),
  };
}

function placeOf({ link, next, secret, cutOff, name, lineStart }: Candidate & Parts): Place | null {
  if (/["'`]$/.test(link)) return isLinkOfLiteral(link, lineStart) ? 'literal' : null;
  if (/>$/.test(link) && next === '<') return 'setting';
  if (cutOff || /[([{]/.test(next) || /[=:]$/.test(secret)) return null;
  if (isSetting(link, { next, name, lineStart })) return 'setting';
  return /^\s*(?:[=:]|is\b)/.test(link) ? 'code' : null;
}

/** An assignment, a pair, a call or a comparison; a space alone only after what makes it one. */
function isLinkOfLiteral(link: string, lineStart: string): boolean {
  if (/[=:,(>]|\b(?:is|by|to)\b|->/.test(link)) return true;
  return /(?:#define\s*|(?:^|\s)--?|\bENV\s*|\bwith\s+)$/i.test(lineStart) || /identified by/i.test(link);
}

interface Line {
  readonly next: string;
  readonly name: string;
  readonly lineStart: string;
}

/** A variable of an environment, a line of YAML or properties, an argument, a field of a query. */
function isSetting(link: string, { next, name, lineStart }: Line): boolean {
  const endsLine = next === '' || /[\r\n\\"']/.test(next);
  const opensLine = /^\s*(?:[-*#>|]\s*)?$/.test(lineStart);
  if (/^\s?[=:]{1,2}$/.test(link) && /^[A-Z0-9_]*$/.test(name) && /(?:^|[\s"';&-])$/.test(lineStart))
    return true;
  if (/^(?:=|:\s)\s*$/.test(link) && opensLine && /[.\s\r\n#]|^$/.test(next)) return endsLine || next === ' ';
  if (/^\s+=\s+$/.test(link) && opensLine) return endsLine;
  if (/^=$/.test(link) && /(?:[?&;]|(?:^|\s)--?)$/.test(lineStart)) return true;
  return /^\s+$/.test(link) && /(?:(?:^|\s)--?|\bENV\s+)$/.test(lineStart);
}
