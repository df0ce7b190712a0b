/** What keeps the collector from doing its work, in words for an operator. */
export interface Health {
  /** A part failed; the same again replaces what was said. */
  failed(part: HealthPart): void;
  /** The part works. */
  works(part: HealthPart): void;
  problems(): readonly string[];
  /** Whether requests are to be sent here: false where another collector could do better. */
  isReady(): boolean;
  isFailing(part: HealthPart): boolean;
}

export const HEALTH_PARTS = ['log', 'search', 'approvals', 'retention'] as const;

export type HealthPart = (typeof HEALTH_PARTS)[number];

interface Part {
  readonly problem: string;
  /** Whether it is of this process alone. What all collectors of a database have in common fails in each of them. */
  readonly isOwn: boolean;
}

const PARTS: Readonly<Record<HealthPart, Part>> = {
  log: { problem: 'the log cannot be written to its files', isOwn: true },
  search: { problem: 'records cannot be made findable', isOwn: false },
  approvals: { problem: 'approvals that are over cannot be ended', isOwn: true },
  retention: { problem: 'what is older than it is kept cannot be destroyed', isOwn: false },
};

export function createHealth(): Health {
  const failing = new Set<HealthPart>();
  return {
    failed: (part) => void failing.add(part),
    works: (part) => void failing.delete(part),
    problems: () => [...failing].map((part) => PARTS[part].problem),
    isReady: () => [...failing].every((part) => !PARTS[part].isOwn),
    isFailing: (part) => failing.has(part),
  };
}
