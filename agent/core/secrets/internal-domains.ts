import type { GeneralRule } from './compiled-rule.ts';
import { DetectorError } from './detector-error.ts';

const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){0,8}[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Id of the rule of every internal domain. */
export const INTERNAL_HOST = 'internal-host';

/** Rules for the hosts of domains: the host itself and, in a URL, all that follows it. Throws DetectorError. */
export function internalDomainRules(domains: readonly string[]): readonly GeneralRule[] {
  return domains.map((domain) => {
    const name = domain.toLowerCase();
    if (name.length < 3 || !DOMAIN.test(name))
      throw new DetectorError('bad-internal-domain', `saw ${JSON.stringify(domain)}, expected a domain name`);
    return {
      id: INTERNAL_HOST,
      title: 'Host of an internal domain',
      label: 'HOST',
      keywords: [name],
      caseless: true,
      pattern: `(?<![A-Za-z0-9.-])(?:[a-z0-9-]{1,63}\\.){0,6}${escaped(name)}(?![A-Za-z0-9-])(?::[0-9]{2,5})?(?:[/?#][^\\s"'\`<>)\\]]{0,4000})?`,
      examples: [],
      counterExamples: [],
    };
  });
}

function escaped(name: string): string {
  return name.replaceAll('.', '\\.');
}
