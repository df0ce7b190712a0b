/** Bounds of an inspection; what exceeds one is refused, never judged in part. */
export interface GitLimits {
  readonly maxPackBytes: number;
  readonly maxCommits: number;
  /** Changed files over all commits of a push. */
  readonly maxChanges: number;
  /** A larger content is not compared line by line: it counts as added whole, and as opaque. */
  readonly maxBlobBytes: number;
  /** How much of a commit message is kept. All of it is scanned. */
  readonly maxMessageBytes: number;
  /** From the last byte of the pack to the result, and the longest silence within the pack. */
  readonly timeoutMs: number;
  /** How long a git process may take to end when it is asked to; then it is killed, and waited for as long again. */
  readonly endMs: number;
  /** All caches together; the least recently used go first. */
  readonly maxCacheBytes: number;
  readonly cacheIdleMs: number;
  /** Quarantines that are made ready, with their processes, for pushes that have only been announced. */
  readonly maxReadyRooms: number;
  /** How long one waits for its push. */
  readonly readyRoomMs: number;
  /** So much of a pack is read before the thread that reads large ones goes on with it. */
  readonly asideBytes: number;
  /** How long that thread may take for a piece; then it is ended, and the rest is read once git has it. */
  readonly asideMs: number;
  readonly maxAsideMb: number;
}

const MIB = 1024 * 1024;

export const DEFAULT_GIT_LIMITS: GitLimits = {
  maxPackBytes: 2048 * MIB,
  maxCommits: 20_000,
  maxChanges: 100_000,
  maxBlobBytes: 8 * MIB,
  maxMessageBytes: 16 * 1024,
  timeoutMs: 120_000,
  endMs: 5000,
  maxCacheBytes: 4096 * MIB,
  cacheIdleMs: 30 * 24 * 3_600_000,
  maxReadyRooms: 4,
  readyRoomMs: 10_000,
  asideBytes: 256 * 1024,
  asideMs: 30_000,
  maxAsideMb: 128,
};
