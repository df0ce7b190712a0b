import type { GeneralRule } from './compiled-rule.ts';
import { createDetector, type Detector, type DetectorOptions } from './detector.ts';
import type { SecretRule } from './rule.ts';
import { createVault, type Vault } from './vault.ts';

/** Takes out the mark that keeps other scanners from taking an example for a leak. */
export function unmarked(text: string): string {
  return text.replaceAll('‸', '');
}

export function detectorOf(
  rules: readonly (SecretRule | GeneralRule)[],
  options: Partial<DetectorOptions> = {},
): Detector {
  return createDetector({
    rules,
    known: [],
    allowed: () => false,
    internalDomains: [],
    patterns: [],
    limits: { maxText: 1_000_000, maxFindings: 1000 },
    ...options,
  });
}

/** The parts of the text that are found. */
export function secretsIn(detector: Detector, text: string): readonly string[] {
  return detector.scan(text).map(({ start, end }) => text.slice(start, end));
}

export function vaultOf(key: string, maxSecrets = 1000): Vault {
  return createVault({
    mac: (text) => digest(`${key}\n${text}`),
    limits: { maxSecrets, maxCharacters: 1_000_000 },
  });
}

/** 32 bytes that differ for different texts, which is all that these tests ask of an HMAC. */
export function digest(text: string): Uint8Array {
  let state = 0x811c9dc5;
  const mix = (unit: number): number => {
    state = Math.imul(state ^ unit, 0x01000193);
    return (state >>> 15) ^ state;
  };
  for (const character of text) mix(character.charCodeAt(0));
  return Uint8Array.from({ length: 32 }, (_, at) => mix(at));
}

export function rule(
  pattern: string,
  keywords: readonly string[],
  more: Partial<GeneralRule> = {},
): GeneralRule {
  return {
    id: 'test-rule',
    title: 'A rule of a test',
    label: 'TEST',
    keywords,
    pattern,
    examples: [],
    counterExamples: [],
    ...more,
  };
}
