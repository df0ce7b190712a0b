import type { GeneralRule } from '../compiled-rule.ts';
import type { SecretRule } from '../rule.ts';
import { isOpaque, isVaried } from './randomness.ts';

/** A token that its own prefix tells. */
export interface Prefixed extends Omit<SecretRule, 'pattern'> {
  /** The token, without what may stand round it. */
  readonly token: string;
}

/** A token that nothing tells but the vendor's name before it. */
export interface Near extends Omit<SecretRule, 'keywords' | 'caseless' | 'pattern'> {
  /**
   * What the vendor's settings, headers and hosts are called, in lower case. Of the characters that mean something in
   * a pattern only `.` may stand in it, and stands for itself.
   */
  readonly names: readonly string[];
  /** The token as the vendor publishes it; case counts. */
  readonly token: string;
}

/** The token as a word of its own. */
export function prefixed({ token, ...rule }: Prefixed): SecretRule {
  return {
    ...rule,
    pattern: `(?<![A-Za-z0-9_])(?<secret>${token})(?![A-Za-z0-9_])`,
    accepts: rule.accepts ?? isVaried,
  };
}

/** The token after the name, on the same line, or on one of the next ones where a word for a credential is there. */
export function near(rule: Near): GeneralRule {
  return beside(rule, `(?:${oneOf(rule.names)})(?:${SAME_LINE}|${TO_CREDENTIAL})`);
}

/**
 * As `near`, for what could be a digest or a revision: only where a word for a credential is there, too, in the
 * name or after it.
 */
export function nearCredential(rule: Near): GeneralRule {
  const says = new RegExp(CREDENTIAL);
  const telling = rule.names.filter((name) => says.test(name));
  const others = rule.names.filter((name) => !says.test(name));
  const ways = [
    ...(telling.length > 0 ? [`(?:${oneOf(telling)})${SAME_LINE}${TO_NEXT_LINE}`] : []),
    ...(others.length > 0 ? [`(?:${oneOf(others)})${TO_CREDENTIAL}`] : []),
  ];
  return beside(rule, `(?:${ways.join('|')})`);
}

const CREDENTIAL = '(?:key|token|secret|pass|pwd|auth|credential|bearer|basic|(?<![a-z])pat(?![a-z]))';
const SAME_LINE = '[^\\r\\n]{0,40}?';
/** A manifest has the value on the line after its name. */
const TO_NEXT_LINE = '(?:\\r?\\n[^\\r\\n]{0,24}?)?';
const TO_CREDENTIAL = `[\\s\\S]{0,40}?${CREDENTIAL}[^\\r\\n]{0,12}?${TO_NEXT_LINE}`;
/** What a value follows: an assignment, a bracket, a quotation mark, a space. */
const LEAD = '[\\s=:;,(<>|?*{["\'`\\\\]';

function beside({ names, token, ...rule }: Near, before: string): GeneralRule {
  const exact = new RegExp(`^(?:${token})$`);
  const accepts = rule.accepts ?? isOpaque;
  return {
    ...rule,
    keywords: names,
    caseless: true,
    contextual: true,
    pattern: `${before}${LEAD}(?<secret>${token})(?![A-Za-z0-9_+/=-])`,
    accepts: (secret) => exact.test(secret) && accepts(secret),
  };
}

function oneOf(names: readonly string[]): string {
  return names.map((name) => name.replaceAll('.', '\\.')).join('|');
}
