import { isPlaceholder } from './placeholders.ts';
import { entropy, looksRandom, readsAsLanguage } from './randomness.ts';

/**
 * How much a value looks like a secret: made by a machine, chosen by a person, a word with a digit behind it, words
 * put together, a plain word, none at all.
 */
export type ValueGrade = 'random' | 'chosen' | 'numbered' | 'phrase' | 'word' | 'none';

export function gradeValue(value: string): ValueGrade {
  if (
    value.length < 4 ||
    SHORT.test(value) ||
    isPlaceholder(value) ||
    isReference(value) ||
    ADDRESS.test(value)
  )
    return 'none';
  if (isRandom(value)) return 'random';
  if (/^[A-Za-z]+$/.test(value)) return gradeLetters(value);
  if (/^[A-Za-z]*(?:[_.:/-](?:[A-Za-z]+|\d))+[_.:/-]?$/.test(value)) return gradePhrase(value);
  if (/^[A-Z0-9]+(?:_[A-Z0-9]+)+$/.test(value) && readsAsLanguage(value)) return 'none';
  if (/^[A-Za-z]{5,}\d$/.test(value)) return isUsual(value) ? 'none' : 'numbered';
  const isLong = value.length >= 6 || (value.length === 5 && /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)/.test(value));
  return isLong && !isUsual(value) && isMixed(value) ? 'chosen' : 'none';
}

function gradeLetters(value: string): ValueGrade {
  if (value.length < 6 || isUsual(value)) return 'none';
  if (/^[a-z]+$/.test(value)) return 'word';
  const isMixedCase = /[a-z]/.test(value) && /[A-Z]/.test(value);
  return isMixedCase && value.length >= 8 && !readsAsWords(value) ? 'chosen' : 'none';
}

/** Words with marks between them: three with dashes, or one of them no plain word, but a capital or a number. */
function gradePhrase(value: string): ValueGrade {
  const words = value.split(/[_.:/-]/).filter((word) => word !== '');
  if (value.length < 10 || value.includes('/') || words.some(isUsual)) return 'none';
  if (words.every((word) => /^[a-z]{4,}$/.test(word)))
    return /^\w+-\w+-[\w-]+$/.test(value) ? 'phrase' : 'none';
  const hasPlain = words.some((word) => /^(?:[a-z]+|\d)$/.test(word));
  return hasPlain && words.some((word) => /^[A-Z\d]/.test(word)) ? 'phrase' : 'none';
}

/** A short word is what stands beside a name most of the time, and never a secret. */
const SHORT = /^[A-Za-z]{4,5}$/;

const HEX = /^(?:0x)?[0-9a-fA-F]{16,}$/;
const UUID = /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;

/** What a chain of blocks calls an account, which is shorter than its key, and a point of P-256, which is public. */
const ADDRESS = /^(?:0x[0-9a-fA-F]{40}|B[A-Za-z0-9_-]{86})$/;

function isRandom(value: string): boolean {
  if (UUID.test(value)) return true;
  if (HEX.test(value)) return entropy(value) > 2.6 && /\d/.test(value) && /[A-Fa-f]/.test(value);
  if (/^[a-z]{10,}$/.test(value)) return !readsAsLanguage(value);
  if (value.length < 12) return false;
  if (readsAsWords(value) || (readsAsIdentifier(value) && !hasRandomPart(value))) return false;
  const isLong = value.length >= 20 && /^[A-Za-z0-9+/_-]+={0,2}$/.test(value);
  return looksRandom(value) || (isLong && /[a-z]/.test(value) && /[A-Z]/.test(value) && entropy(value) > 3.8);
}

/** Words put together: most of the letters are in long runs of one case. */
function readsAsWords(value: string): boolean {
  const words = value.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? [];
  const letters = words.join('').length;
  const inLongRuns = words.filter((word) => word.length >= 3).join('').length;
  return inLongRuns >= letters * 0.8 && readsAsLanguage(value);
}

/** Names, paths, addresses, versions, dates, calls: what stands for a value or describes one. */
const REFERENCES: readonly RegExp[] = [
  /^[A-Za-z_$][\w$]*(?:\[[^\]]*\])*(?:(?:\??\.|->|::)[A-Za-z_$*][\w$]*(?:\[[^\]]*\])*)+$/,
  /^[\w./-]+\.\w{1,4}:\d+/,
  /^["'`]/,
  /^\*|\*\.|\.\*|\/\*|\(\?|\.\+|\[[a-zA-Z]-[a-zA-Z]|^\w+\[.*\]$/,
  /^(?:\\x[0-9a-fA-F]{2})+$/,
  /^\.{1,2}\/|^[A-Za-z]:\\|^~\//,
  /^[a-z][a-z0-9+.-]*:\/\//i,
  /^(?:mailto|urn|data|arn|tel|sha\d+|md5):/i,
  /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/,
  /^[\^~<>=v]*\d+(?:\.\d+)+(?:[-+][\w.]*)?$/,
  /[^\0-\x7f]{2}/,
  /^\d{4}-\d\d-\d\d/,
  /[({[]\)?$|\(\)|=>|\$\{|\{\{|#\{|%[sd@]|<%|\$\(/,
  /^[#.][\w-]+$/,
  /^[\w.-]+\.(?:com|org|net|io|dev|ts|js|py|json|ya?ml|pem|key|txt|md|html?|css|xml|sh|go|rs|rb|java|php|env|crt|cer|p12|jks)$/i,
  /^[\^].*[$*+)]/,
];

/** Parts between slashes, most of them words; Base64 has slashes, too. */
function isPath(value: string): boolean {
  if (!/^\/|^(?:[\w.@-]+\/){2,}[\w.@-]*$/.test(value)) return false;
  return value.length < 16 || readsAsLanguage(value);
}

function isReference(value: string): boolean {
  if (/^[A-Za-z]\w{15,}\.\w/.test(value) && isRandom(value.slice(0, value.indexOf('.')))) return false;
  if (isPath(value)) return true;
  return !isTwoWords(value) && REFERENCES.some((pattern) => pattern.test(value));
}

/** `R1ver.Stone`: with a capital and a digit it is no member of anything, and no file. */
function isTwoWords(value: string): boolean {
  if (!/^[A-Za-z0-9]{3,12}\.[A-Za-z0-9]{3,12}$/.test(value)) return false;
  return /[A-Z]/.test(value) && /[a-z]/.test(value) && /\d/.test(value) && !value.split('.').some(isUsual);
}

/** Words that stand where a password would, in documents and tests, with a number or a mark behind them. */
const USUAL =
  /^(?:(?:my|the|a|some|new|old|super|user|test|your|top|very|strong|secure|safe|db|api|app|client|access|auth|valid|correct|plain|raw)[-_.]?)*(?:pass(?:w(?:or)?d|phrase|code|wort)?|pwd?|secret|token|test(?:ing|er)?|key|value|string|foo|bar|baz|qux|abc|xyz|asdf|user(?:name)?|name|text|number|boolean|object|null|none|true|false|nil|undefined|required|optional|default|any|unknown|never|void|hello|world|word|data|this|self|auto|bearer|basic|credentials?|id|email|login|auth|input|hidden|current|random|encrypted|string|bytes|varchar|char|int|self|invalid|incorrect|missing|mismatch|weak|forgotten|forgot|reset|updated?|changed?|expired|confirm|different|match(?:es)?|wrong|success|failed|error|encrypted|plain|plaintext|sensitive|private|public|protected|secured?|generated|unchanged|unused|ignored|removed|deleted|members|label|title|prompt|ask|function|await|async|import|require|class|return|typeof|env|file|vault|disabled|enabled|empty|blank)(?:[-_.]?(?:key|id|value|token|secret|string|pass(?:word)?|here))*[-_.]?(?:\d{0,4}|[a-z])[!.?]*$/i;

/** What documents and tests say instead of a password, unless it has capitals, small letters, digits and a length. */
export function isUsual(value: string): boolean {
  return (
    USUAL.test(value) &&
    !(value.length >= 9 && /[a-z]/.test(value) && /[A-Z]/.test(value) && /\d/.test(value))
  );
}

/** Letters with digits or marks, as a person mixes them. */
function isMixed(value: string): boolean {
  const hasLetter = /[A-Za-z]/.test(value);
  const hasDigit = /\d/.test(value);
  const hasMark = /[^A-Za-z0-9\s_.:/-]/.test(value);
  if (value.includes('/') && !hasMark) return false;
  return (hasLetter && (hasDigit || hasMark)) || (hasDigit && value.length >= 6 && !hasLetter);
}

function hasRandomPart(value: string): boolean {
  return value.split(/[_:#.-]/).some((part) => part.length >= 10 && looksRandom(part) && !readsAsWords(part));
}

/** `enable-login-2fa`, `oauth2Client`: what programs call their own things. */
export function readsAsIdentifier(value: string): boolean {
  if (/^[A-Za-z][A-Za-z0-9]+$/.test(value)) return readsAsWords(value);
  return (
    /^[A-Za-z0-9]+(?:[_:#.-]+[A-Za-z0-9]+)+$/.test(value) &&
    /(?:^|[_:#.-])[A-Za-z]{3,}(?:[_:#.-]|$)/.test(value)
  );
}
