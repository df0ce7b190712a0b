/** What keeps the collector from doing its work, in words for an operator; null: nothing does. */
export interface Health {
  /** A part failed; the same again replaces what was said. */
  failed(part: HealthPart): void;
  /** The part works. */
  works(part: HealthPart): void;
  problems(): readonly string[];
}

const PARTS = {
  log: 'the log cannot be written to its files',
  search: 'records cannot be made findable',
  approvals: 'approvals that are over cannot be ended',
  retention: 'what is older than it is kept cannot be destroyed',
} as const;

export type HealthPart = keyof typeof PARTS;

export function createHealth(): Health {
  const failing = new Set<HealthPart>();
  return {
    failed: (part) => void failing.add(part),
    works: (part) => void failing.delete(part),
    problems: () => [...failing].map((part) => PARTS[part]),
  };
}
