import { AuthorityError } from './authority-error.ts';

/** RFC 1035, 2.3.4. Underscores are no host names to it, but they are resolved and served all the same. */
const MAX_NAME_LENGTH = 253;
const LABEL = /^(?!-)[A-Za-z0-9_-]{1,63}(?<!-)$/;
const ALL_DIGITS = /^(?:\d+|0x[0-9a-f]*)$/;

/**
 * The DNS name `host` is, in lower case, or null when it is none a certificate may carry: an IP address in any
 * spelling (a last label that is a number), a wildcard, a trailing dot, anything outside letters, digits, `-`
 * and `_`.
 */
export function dnsName(host: string): string | null {
  if (host.length > MAX_NAME_LENGTH) return null;
  // Before the case is folded: letters outside ASCII fold into it, such as the Kelvin sign into k.
  if (!host.split('.').every((label) => LABEL.test(label))) return null;
  const name = host.toLowerCase();
  const labels = name.split('.');
  return ALL_DIGITS.test(labels.at(-1) ?? '') ? null : name;
}

/** RFC 5280, 4.2.1.10: a DNS constraint permits the name itself and every name made by adding labels to its left. */
export function isUnder(name: string, suffixes: readonly string[]): boolean {
  return suffixes.some((suffix) => name === suffix || name.endsWith(`.${suffix}`));
}

const MAX_SUFFIXES = 256;

/** The suffixes in one spelling and order, each once. Throws AuthorityError when one is no DNS name. */
export function permittedSuffixes(suffixes: readonly string[]): readonly string[] {
  if (suffixes.length === 0 || suffixes.length > MAX_SUFFIXES) {
    throw badSuffix(`saw ${suffixes.length} permitted names, expected 1 to ${MAX_SUFFIXES}`);
  }
  return [...new Set(suffixes.map(permittedSuffix))].sort();
}

function permittedSuffix(suffix: string): string {
  const name = dnsName(suffix);
  if (name === null) throw badSuffix(`${JSON.stringify(suffix)} is not a DNS name`);
  return name;
}

function badSuffix(message: string): AuthorityError {
  return new AuthorityError(
    'bad-suffix',
    message,
    'list plain names such as github.com, without wildcard or dot',
  );
}
