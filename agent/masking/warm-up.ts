import { setImmediate as turn } from 'node:timers/promises';
import { CATALOGUE } from '../core/secrets/catalogue/catalogue.ts';
import { compileRule } from '../core/secrets/compiled-rule.ts';
import { GENERAL } from '../core/secrets/general/general.ts';
import type { Masking, MaskingPolicy } from './masking.ts';

/** Rules between two of which whatever else waits has its turn: some 20 ms. */
const SLICE = 32;

/**
 * Makes ready what the first request that is searched would wait for: half a second of compiling the built-in rules,
 * and the first texts, which are slow. Throws DetectorError when a pattern of the policy cannot be used.
 */
export async function warmUp(masking: Masking, policy: MaskingPolicy): Promise<void> {
  for (const [index, rule] of [...CATALOGUE, ...GENERAL].entries()) {
    compileRule(rule);
    if (index % SLICE === 0) await turn();
  }
  const detector = masking.detector(policy);
  for (const { examples, counterExamples } of GENERAL) {
    for (const text of [...examples, ...counterExamples]) detector.scan(text);
    await turn();
  }
}
