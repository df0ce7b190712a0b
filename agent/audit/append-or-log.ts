import type { Logger } from 'pino';
import type { Journal } from './journal.ts';
import type { JournalEntry } from './sealer.ts';

/** Nobody waits for such a record; that it could not be written is said where the fault itself was. */
export async function appendOrLog(
  journal: Journal,
  log: Logger,
  { event, detail }: Pick<JournalEntry, 'event' | 'detail'>,
): Promise<void> {
  try {
    await journal.append({ event, session: null, exchange: null, detail }, { reserve: true });
  } catch (cause) {
    log.warn({ err: cause }, `a record of ${event} was not written`);
  }
}
