import { createHmac } from 'node:crypto';
import type { SecretSettings } from '../../policy/document.ts';
import { CATALOGUE } from '../core/secrets/catalogue/catalogue.ts';
import { createDetector, type Detector, type DetectorLimits } from '../core/secrets/detector.ts';
import { GENERAL } from '../core/secrets/general/general.ts';
import { patternOf } from '../core/secrets/policy-secrets.ts';
import { renderedDetector } from '../core/secrets/rendered-detector.ts';

/** What a detector is made of, as plain values: another thread can be told it, and makes the same one. */
export interface DetectorSettings {
  readonly secrets: SecretSettings;
  readonly limits: DetectorLimits;
}

/** What finds the secrets that a policy knows of. */
export interface PolicyDetector extends Detector {
  readonly settings: DetectorSettings;
}

/** Throws DetectorError when a pattern of the policy cannot be used. */
export function policyDetector({ secrets, limits }: DetectorSettings): PolicyDetector {
  const { maxText, maxFindings } = limits;
  const settings = { secrets, limits: { maxText, maxFindings } };
  const rules = [...CATALOGUE, ...GENERAL];
  const patterns = secrets.patterns.map(patternOf);
  const { internalDomains } = secrets;
  const allowed = allowedBy(secrets.allowed);
  const made = createDetector({ rules, known: [], allowed, internalDomains, patterns, limits });
  return { ...renderedDetector(made, limits), settings };
}

/** The policy names values that are no secrets by their HMAC, so that it does not hold them. */
function allowedBy({ salt, hmacs }: SecretSettings['allowed']): (secret: string) => boolean {
  if (hmacs.length === 0) return () => false;
  const known = new Set(hmacs);
  return (secret) => known.has(createHmac('sha256', salt).update(secret).digest('hex'));
}
