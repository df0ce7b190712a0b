import type { Detector } from './detector.ts';
import type { Finding } from './finding.ts';
import type { Vault } from './vault.ts';

export interface Masked {
  readonly text: string;
  /** What was masked, at its place in the text as it was. */
  readonly found: readonly Finding[];
}

/** The text with a placeholder for every secret. Throws DetectorError. */
export function maskText(
  text: string,
  detector: Pick<Detector, 'scan'>,
  vault: Pick<Vault, 'placeholderFor'>,
): Masked {
  const found = detector.scan(text);
  let masked = '';
  let at = 0;
  for (const { label, start, end } of found) {
    masked += text.slice(at, start) + vault.placeholderFor(label, text.slice(start, end));
    at = end;
  }
  return { text: masked + text.slice(at), found };
}
