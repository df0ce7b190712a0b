export interface NotifyCursorsTable {
  /** The last event that this target was told of. A target that is new starts at the newest, not in the past. */
  of(target: string): Promise<number>;
  move(target: string, event: number): Promise<void>;
  /**
   * Whether this collector tells the target, for so long: of those that share a database one at a time does, and
   * another one takes over when its time has passed.
   */
  hold(target: string, forMs: number): Promise<boolean>;
}
