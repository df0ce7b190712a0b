import { createHash } from 'node:crypto';
import { type CompiledPolicy, compilePolicy } from '../../policy/compile.ts';
import { parsePolicy } from '../../policy/parse.ts';
import { PolicyError } from '../../policy/policy-error.ts';
import { patternFault } from '../core/secrets/policy-secrets.ts';

/** A policy that this agent can enforce: its patterns of secrets are ones that the detector can use. Throws PolicyError. */
export function compileEnforceable(text: string): CompiledPolicy {
  const policy = compilePolicy(text, sha256);
  const fault = patternFault(policy.secrets);
  if (fault === null) return policy;
  const { source } = parsePolicy(text);
  throw new PolicyError(
    {
      code: 'secret-pattern',
      message: fault.message,
      hint: 'write classes, groups, choices and quantifiers in ASCII; (?<secret>…) is what is masked',
    },
    source.valueAt(['secrets', 'patterns', fault.index, 'pattern']),
  );
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
