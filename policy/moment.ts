export const WEEKDAYS = Object.freeze([
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const);

/** An instant as people speak of it, in UTC. */
export interface Moment {
  readonly hour: number;
  readonly minute: number;
  readonly weekday: (typeof WEEKDAYS)[number];
  /** `2026-11-21` */
  readonly date: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Milliseconds since 1970 as a moment. Throws RangeError beyond what a date can hold. */
export function momentOf(atMs: number): Moment {
  const date = new Date(atMs);
  // 1970 began on a Thursday.
  const day = (((Math.floor(atMs / DAY_MS) + 3) % 7) + 7) % 7;
  return {
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    weekday: WEEKDAYS[day] ?? 'monday',
    date: date.toISOString().slice(0, 10),
  };
}
