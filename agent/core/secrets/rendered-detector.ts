import type { Detector, DetectorLimits } from './detector.ts';
import { DetectorError } from './detector-error.ts';
import type { Finding } from './finding.ts';
import { renderedPassages, renderedText, type Span } from './rendered-text.ts';
import { joined } from './session-values.ts';

/**
 * A detector that searches a whole text as it is written and, where that differs, as it is read: with the octets of URLs,
 * the characters of JSON and HTML, and without colours and what nobody sees. A text that comes in pieces is searched as it
 * is written.
 */
export function renderedDetector(detector: Detector, { maxFindings }: DetectorLimits): Detector {
  const scan = (text: string): readonly Finding[] => {
    const written = detector.scan(text);
    const read = renderedPassages(text).flatMap((passage) => findingsIn(text, passage, detector));
    const found = joined(written, read);
    if (found.length > maxFindings)
      throw new DetectorError(
        'too-many-findings',
        `saw ${found.length} secrets, expected at most ${maxFindings}`,
      );
    return found;
  };
  return { scan, begin: () => detector.begin() };
}

function findingsIn(text: string, { start, end }: Span, detector: Detector): readonly Finding[] {
  const rendered = renderedText(text.slice(start, end));
  if (rendered === null) return [];
  return detector.scan(rendered.text).map((finding) => {
    const span = rendered.writtenSpan(finding.start, finding.end);
    return { ...finding, start: start + span.start, end: start + span.end };
  });
}
