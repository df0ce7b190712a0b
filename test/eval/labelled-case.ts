/** A text that somebody labelled: whether it holds a secret and, if they said so, which. */
export interface LabelledCase {
  readonly id: string;
  readonly text: string;
  readonly isSecret: boolean;
  /** Empty when the file does not say. */
  readonly secrets: readonly string[];
}

export type LabelErrorCode = 'not-json' | 'not-an-object' | 'no-text' | 'no-label' | 'bad-secret';

/** Why a line cannot be read. It names the line, and quotes nothing of it. */
export class LabelError extends Error {
  readonly code: LabelErrorCode;
  readonly line: number;
  constructor(code: LabelErrorCode, line: number, message: string) {
    super(`line ${line}: ${message}`);
    this.name = 'LabelError';
    this.code = code;
    this.line = line;
  }
}

/**
 * One case a line, `{id, text, label, secret?}`; empty lines, a byte order mark and further fields are skipped. A label
 * may be a word, a boolean or a number; one that is no known word counts as a secret when the case names one.
 * Throws LabelError.
 */
export function readCases(lines: string): readonly LabelledCase[] {
  return lines
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((text, index) => ({ text, number: index + 1 }))
    .filter(({ text }) => text.trim() !== '')
    .map(({ text, number }) => readCase(text, number));
}

function readCase(line: string, number: number): LabelledCase {
  const value = parsed(line, number);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new LabelError('not-an-object', number, 'saw no object');
  const { id, text, label, secret } = value as Readonly<Record<string, unknown>>;
  if (typeof text !== 'string') throw new LabelError('no-text', number, 'expected a string as text');
  const secrets = readSecrets(secret, number);
  return {
    id: typeof id === 'string' || typeof id === 'number' ? String(id) : String(number),
    text,
    isSecret: isPositive(label, secrets, number),
    secrets,
  };
}

function parsed(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new LabelError('not-json', number, 'this is not JSON');
  }
}

const POSITIVE = /^(?:secrets?|positive|pos|true|t|yes|y|1|leak(?:ed)?|real|credential|sensitive|tp)$/i;
const NEGATIVE =
  /^(?:|negative|neg|false|f|no|n|0|none|null|clean|benign|safe|fake|fp|tn|not[ _-].*|non[ _-].*|no[ _-].*|hard[ _-]negative|false[ _-]positive)$/i;

function isPositive(label: unknown, secrets: readonly string[], number: number): boolean {
  if (typeof label === 'string') {
    const word = label.trim();
    return POSITIVE.test(word) || (!NEGATIVE.test(word) && secrets.length > 0);
  }
  if (typeof label === 'boolean' || typeof label === 'number') return Boolean(label);
  if (label === null) return false;
  throw new LabelError('no-label', number, 'expected a label');
}

function readSecrets(secret: unknown, number: number): readonly string[] {
  const all: readonly unknown[] = Array.isArray(secret) ? secret : [secret ?? ''];
  return all
    .map((each) => {
      if (typeof each === 'number') return String(each);
      if (typeof each !== 'string') throw new LabelError('bad-secret', number, 'expected a string as secret');
      return each;
    })
    .filter((each) => each !== '');
}
