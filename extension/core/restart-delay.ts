const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** How long to wait before an agent that ended is started again: doubled with each failure, up to half a minute. */
export function restartDelayMs(failures: number): number {
  return failures === 0 ? 0 : Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 16));
}
