import { Closing } from './closing.ts';
import type { AgentConfig } from './config.ts';
import { openRecord } from './open-record.ts';
import type { AgentSurroundings } from './surroundings.ts';

/** What became of the records of an agent that has ended. */
export interface ShippedRest {
  readonly records: number;
  /** Those that the collector has not acknowledged. */
  readonly left: number;
}

/**
 * Ships what an agent of this home left behind, for as long as `timeoutMs`: one that was killed, or whose collector was
 * away when it stopped. Throws JournalError `locked` while that agent still runs.
 */
export async function shipRest(
  config: AgentConfig,
  surroundings: AgentSurroundings,
  timeoutMs: number,
): Promise<ShippedRest> {
  const closing = new Closing();
  try {
    const { journal, shipper } = await openRecord(config, surroundings, closing);
    await shipper.flush(timeoutMs);
    const records = journal.head().seq;
    return { records, left: records - journal.acknowledged() };
  } finally {
    await closing.run();
  }
}
