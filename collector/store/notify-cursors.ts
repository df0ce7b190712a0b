export interface NotifyCursorsTable {
  /** The last event that this target was told of. A target that is new starts at the newest, not in the past. */
  of(target: string): Promise<number>;
  move(target: string, event: number): Promise<void>;
}
