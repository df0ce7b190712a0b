import type { Detector } from './detector.ts';

/** A detector that finds what `detector` does, as far as it is of these rules. */
export function onlyRules(detector: Detector, rules: ReadonlySet<string>): Pick<Detector, 'scan'> {
  return { scan: (text) => detector.scan(text).filter(({ rule }) => rules.has(rule)) };
}
