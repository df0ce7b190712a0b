import { isPlaceholder } from './placeholders.ts';
import { entropy, looksRandom } from './randomness.ts';

/**
 * How much a value looks like a secret: made by a machine, chosen by a person, a word with a digit behind it, a plain
 * word, none at all.
 */
export type ValueGrade = 'random' | 'chosen' | 'numbered' | 'word' | 'none';

export function gradeValue(value: string): ValueGrade {
  if (value.length < 4 || isPlaceholder(value) || isReference(value)) return 'none';
  if (isRandom(value)) return 'random';
  if (/^[A-Za-z]+$/.test(value))
    return value.length >= 6 && /^[a-z]+$/.test(value) && !isUsual(value) ? 'word' : 'none';
  if (/^[A-Za-z]*(?:[_.:/-](?:[A-Za-z]+|\d))+[_.:/-]?$/.test(value)) return 'none';
  if (/^[A-Za-z]{5,}\d$/.test(value)) return isUsual(value) ? 'none' : 'numbered';
  return value.length >= 6 && !isUsual(value) && isMixed(value) ? 'chosen' : 'none';
}

const HEX = /^(?:0x)?[0-9a-fA-F]{16,}$/;
const UUID = /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;

function isRandom(value: string): boolean {
  if (UUID.test(value)) return true;
  if (HEX.test(value)) return entropy(value) > 2.6 && /\d/.test(value) && /[A-Fa-f]/.test(value);
  if (/^[a-z]{8,}$/.test(value)) return /[bcdfghjklmnpqrstvwxz]{6}/.test(value);
  if (value.length < 12) return false;
  if (
    value.length >= 24 &&
    /^[A-Za-z0-9+/_-]+={0,2}$/.test(value) &&
    /[a-z]/.test(value) &&
    /[A-Z]/.test(value)
  )
    return entropy(value) > 3.8 && (/\d/.test(value) || /[+/=]/.test(value));
  return looksRandom(value) && !readsAsWords(value);
}

/** Words put together: most of the letters are in long runs of one case. */
function readsAsWords(value: string): boolean {
  const words = value.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? [];
  const letters = words.join('').length;
  return words.filter((word) => word.length >= 4).join('').length >= letters * 0.7;
}

/** Names, paths, addresses, versions, dates, calls: what stands for a value or describes one. */
const REFERENCES: readonly RegExp[] = [
  /^[A-Za-z_$][\w$]*(?:\[[^\]]*\])*(?:(?:\??\.|->|::)[A-Za-z_$*][\w$]*(?:\[[^\]]*\])*)+$/,
  /^[\w./-]+\.\w{1,4}:\d+/,
  /^["'`]/,
  /^\*|\*\.|\.\*|\/\*|\(\?|\.\+|\[[a-zA-Z]-[a-zA-Z]|^\w+\[.*\]$/,
  /^(?:\\x[0-9a-fA-F]{2})+$/,
  /^\.{0,2}\/|^[A-Za-z]:\\|^~\/|^(?:[\w.@-]+\/){2,}[\w.@-]*$/,
  /^[a-z][a-z0-9+.-]*:\/\//i,
  /^(?:mailto|urn|data|arn|tel|sha\d+|md5):/i,
  /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/,
  /^v?\d+(?:\.\d+)+(?:[-+][\w.]*)?$/,
  /^\d{4}-\d\d-\d\d/,
  /[({[]\)?$|\(\)|=>|\$\{|\{\{|#\{|%[sd@]|<%|\$\(/,
  /^[#.][\w-]+$/,
  /^[\w.-]+\.(?:com|org|net|io|dev|ts|js|py|json|ya?ml|pem|key|txt|md|html?|css|xml|sh|go|rs|rb|java|php|env|crt|cer|p12|jks)$/i,
  /^[\^].*[$*+)]/,
];

function isReference(value: string): boolean {
  if (/^[A-Za-z]\w{15,}\.\w/.test(value) && isRandom(value.slice(0, value.indexOf('.')))) return false;
  return REFERENCES.some((pattern) => pattern.test(value));
}

/** Words that stand where a password would, in documents and tests, with a number or a mark behind them. */
const USUAL =
  /^(?:(?:my|the|a|some|new|old|super|user|test|your|top|very|strong|secure|safe|db|api|app|client|access|auth|valid|correct|plain|raw)[-_.]?)*(?:pass(?:w(?:or)?d|phrase|code|wort)?|pwd?|secret|token|test(?:ing|er)?|key|value|string|foo|bar|baz|qux|abc|xyz|asdf|user(?:name)?|name|text|number|boolean|object|null|none|true|false|nil|undefined|required|optional|default|any|unknown|never|void|hello|world|word|data|this|self|auto|bearer|basic|credentials?|id|email|login|auth|input|hidden|current|random|encrypted|string|bytes|varchar|char|int|self|prompt|ask|function|await|async|import|require|class|return|typeof|env|file|vault|disabled|enabled|empty|blank)(?:[-_.]?(?:key|id|value|token|secret|string|pass(?:word)?|here))*[-_.]?(?:\d{0,4}|[a-z])[!.?]*$/i;

export function isUsual(value: string): boolean {
  return USUAL.test(value);
}

/** Letters with digits or marks, as a person mixes them. */
function isMixed(value: string): boolean {
  const hasLetter = /[A-Za-z]/.test(value);
  const hasDigit = /\d/.test(value);
  const hasMark = /[^A-Za-z0-9\s_.:/-]/.test(value);
  if (value.includes('/') && !hasMark) return false;
  return (hasLetter && (hasDigit || hasMark)) || (hasDigit && value.length >= 6 && !hasLetter);
}

/** `enable-login-2fa`, `storage_v1_client`: what programs call their own things. */
export function readsAsIdentifier(value: string): boolean {
  return (
    /^[A-Za-z0-9]+(?:[_:#.-]+[A-Za-z0-9]+)+$/.test(value) &&
    /(?:^|[_:#.-])[A-Za-z]{3,}(?:[_:#.-]|$)/.test(value)
  );
}
