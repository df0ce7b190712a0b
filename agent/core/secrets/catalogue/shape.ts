import type { SecretRule } from '../rule.ts';
import { isOpaque, isVaried } from './randomness.ts';

/** A token that its own prefix tells. */
export interface Prefixed extends Omit<SecretRule, 'pattern'> {
  /** The token, without what may stand round it. */
  readonly token: string;
}

/** A token that nothing tells but the vendor's name before it. */
export interface Near extends Omit<SecretRule, 'keywords' | 'caseless' | 'pattern'> {
  /** What the vendor's settings, headers and hosts are called, in lower case; letters, digits and `_.- ` only. */
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
export function near({ names, token, ...rule }: Near): SecretRule {
  return beside(
    { names, token, ...rule },
    `(?:[^\\r\\n]{0,40}?|[\\s\\S]{0,40}?${CREDENTIAL}[^\\r\\n]{0,12}?)`,
  );
}

/** As `near`, for what could be a digest or a revision: only where a word for a credential is there. */
export function nearCredential(rule: Near): SecretRule {
  return beside(rule, `[\\s\\S]{0,40}?${CREDENTIAL}[^\\r\\n]{0,12}?`);
}

const CREDENTIAL = '(?:key|token|secret|pass|pwd|auth|credential|bearer|basic|pat\\b)';
/** What a value follows: an assignment, a bracket, a quotation mark, a space. */
const LEAD = '[\\s=:,(>|?{["\'`\\\\]';

function beside({ names, token, ...rule }: Near, gap: string): SecretRule {
  const exact = new RegExp(`^(?:${token})$`);
  const accepts = rule.accepts ?? isOpaque;
  const name = names.map((text) => text.replaceAll('.', '\\.')).join('|');
  return {
    ...rule,
    keywords: names,
    caseless: true,
    pattern: `(?:${name})${gap}${LEAD}(?<secret>${token})(?![A-Za-z0-9_+/=-])`,
    accepts: (secret) => exact.test(secret) && accepts(secret),
  };
}
