import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { type CompiledPolicy, compileInSteps, compilePolicy } from '../../policy/compile.ts';
import { parsePolicy } from '../../policy/parse.ts';
import { PolicyError } from '../../policy/policy-error.ts';
import { patternFault } from '../core/secrets/policy-secrets.ts';

/** How long other work waits at most while rules are compiled, give or take one rule. */
const TURN_MS = 5;

/**
 * A policy that this agent can enforce: its patterns of secrets are ones that the detector can use. Other work has its
 * turn between rules, so that nothing waits for long while a large policy is adopted. Throws PolicyError.
 */
export async function compileBesideWork(text: string): Promise<CompiledPolicy> {
  return withUsablePatterns(await besideWork(compileInSteps(text, sha256)));
}

/** What steps end in, with a turn for other work between them. */
export async function besideWork<T>(steps: Generator<undefined, T, undefined>): Promise<T> {
  let turnBegan = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - turnBegan < TURN_MS) continue;
    await setImmediate();
    turnBegan = performance.now();
  }
}

/** The same at once, for a program that has nothing else to do. Throws PolicyError. */
export function compileEnforceable(text: string): CompiledPolicy {
  return withUsablePatterns(compilePolicy(text, sha256));
}

function withUsablePatterns(policy: CompiledPolicy): CompiledPolicy {
  const fault = patternFault(policy.secrets);
  if (fault === null) return policy;
  const { source } = parsePolicy(policy.text);
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
