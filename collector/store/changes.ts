/** Told of what any collector on the database stored, some time after it was; what was missed is told as well. */
export interface ChangeListener {
  readonly onRecords: () => void;
  readonly onApprovals: () => void;
}

/** Watches until it is stopped. */
export type WatchChanges = (listener: ChangeListener) => { stop(): Promise<void> };
