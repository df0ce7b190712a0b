import type { AgentFinding, EnrolledAgent } from '../../protocol/collector-api.ts';
import { durationWords } from './words.ts';

/** What is odd about an agent's records, in one sentence. */
export function findingWords({ kind, firstSeq, lastSeq, open }: AgentFinding): string {
  const which = firstSeq === lastSeq ? `number ${firstSeq}` : `numbers ${firstSeq} to ${lastSeq}`;
  const were = firstSeq === lastSeq ? 'it was' : 'they were';
  switch (kind) {
    case 'fork':
      return `signed two different records for ${which}`;
    case 'bad-signature':
      return `sent ${which} with a signature that does not hold`;
    case 'gap':
      return open ? `${which} never came` : `${which} came after later ones`;
    case 'repeat':
      return `sent ${which} again`;
    case 'late':
      return `sent ${which} long after ${were} written`;
    case 'ahead':
      return `sent ${which} before ${were} written: its clock is ahead`;
  }
}

/** How long an agent has been silent. */
export function lastHeardWords(
  { lastReceivedAt }: Pick<EnrolledAgent, 'lastReceivedAt'>,
  now: number,
): string {
  return lastReceivedAt === null ? 'never' : `${durationWords(now - Date.parse(lastReceivedAt))} ago`;
}

const WITHIN_MS = 60_000;

/** How an agent's clock stands to the collector's, by its last record; one that came late only seems behind. */
export function clockWords({
  lastWrittenAt,
  lastReceivedAt,
}: Pick<EnrolledAgent, 'lastWrittenAt' | 'lastReceivedAt'>): string {
  if (lastWrittenAt === null || lastReceivedAt === null) return 'not known';
  const behindMs = Date.parse(lastReceivedAt) - Date.parse(lastWrittenAt);
  if (Math.abs(behindMs) < WITHIN_MS) return 'right';
  return behindMs > 0 ? `${durationWords(behindMs)} behind, or late` : `${durationWords(-behindMs)} ahead`;
}
