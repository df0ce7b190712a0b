import type { Detector } from './detector.ts';
import type { Vault } from './vault.ts';

/**
 * The lines of a text with a placeholder for every secret, as many as the text has: a secret that goes over several
 * has its placeholder on each, so that none of them shows a part of it and every line keeps its number. Throws
 * DetectorError.
 */
export function maskedLines(
  text: string,
  detector: Pick<Detector, 'scan'>,
  vault: Pick<Vault, 'placeholderFor'>,
): readonly string[] {
  let masked = '';
  let at = 0;
  for (const { label, start, end } of detector.scan(text)) {
    const secret = text.slice(start, end);
    masked += text.slice(at, start) + onEachLine(secret, vault.placeholderFor(label, secret));
    at = end;
  }
  const lines = (masked + text.slice(at)).split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function onEachLine(secret: string, placeholder: string): string {
  return secret
    .split('\n')
    .map((part) => (part === '' ? '' : placeholder))
    .join('\n');
}
