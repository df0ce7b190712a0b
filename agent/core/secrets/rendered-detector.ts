import type { Detector, DetectorLimits } from './detector.ts';
import { DetectorError } from './detector-error.ts';
import type { Finding } from './finding.ts';
import { renderedPassages, renderedText } from './rendered-text.ts';
import { requireLittleWork } from './scan.ts';
import { joined } from './session-values.ts';

/**
 * A detector that searches a whole text as it is written and, where that differs, as it is read: with the octets of URLs,
 * the characters of JSON and HTML, and without colours and what nobody sees. A text that comes in pieces is searched as it
 * is written. Throws as the detector does, by the same limits for both ways to read a text.
 */
export function renderedDetector(detector: Detector, { maxFindings }: DetectorLimits): Detector {
  const scan = (text: string): readonly Finding[] => {
    const found = joined(detector.scan(text), readFindings(text, detector));
    if (found.length > maxFindings)
      throw new DetectorError(
        'too-many-findings',
        `saw ${found.length} secrets, expected at most ${maxFindings}`,
      );
    return found;
  };
  return { scan, begin: () => detector.begin() };
}

function readFindings(text: string, detector: Detector): readonly Finding[] {
  let work = 0;
  return renderedPassages(text).flatMap(({ start, end }) => {
    const rendered = renderedText(text.slice(start, end));
    if (rendered === null) return [];
    const scan = detector.begin();
    scan.write(rendered.text);
    scan.end();
    work += scan.work;
    requireLittleWork(work, text.length);
    return scan.settleAll().findings.map((finding) => {
      const span = rendered.writtenSpan(finding.start, finding.end);
      return { ...finding, start: start + span.start, end: start + span.end };
    });
  });
}
