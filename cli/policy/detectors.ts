import { detectorIds } from '../../agent/core/secrets/policy-secrets.ts';
import type { ParsedPolicy } from '../../policy/parse.ts';
import { PolicyError } from '../../policy/policy-error.ts';
import { suggest } from '../../policy/suggestion.ts';

const MAX_SUGGESTED = 8;

/**
 * Refuses a mask rule that names a detector which this version does not have. An agent masks everything then; it
 * may be older or newer than what the policy was written for. Throws PolicyError.
 */
export function refuseUnknownDetectors({ policy, source }: ParsedPolicy): void {
  const known = detectorIds(policy.secrets);
  for (const [index, rule] of policy.rules.entries()) {
    const unknown = rule.effect === 'mask' ? rule.detectors?.find((id) => !known.has(id)) : undefined;
    if (unknown === undefined) continue;
    const message = `there is no detector '${unknown}', so that everything would be masked`;
    throw new PolicyError(
      { code: 'unknown-name', message, hint: suggest(unknown, near(unknown, known)) },
      source.valueAt(['rules', index, 'detectors']),
    );
  }
}

/** Those that begin alike, since there are hundreds. */
function near(unknown: string, known: ReadonlySet<string>): readonly string[] {
  const [vendor = ''] = unknown.split('-', 1);
  const alike = [...known].filter((id) => id.startsWith(vendor));
  return alike.length === 0 ? [...known].slice(0, MAX_SUGGESTED) : alike;
}
