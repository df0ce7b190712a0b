import { writeSync } from 'node:fs';
import { openJournal } from '../../agent/audit/journal.ts';
import { DEFAULT_JOURNAL_LIMITS } from '../../agent/audit/journal-limits.ts';
import { openAgentKey } from '../../agent/identity/agent-key.ts';
import { intent } from './journal.ts';

/**
 * Appends for ever, in groups of records of many sizes, and says each acknowledged one on standard output before
 * it goes on: what was said there must be in the journal, whenever this process dies.
 */
const [home = ''] = process.argv.slice(2);
const journal = await openJournal({
  directory: `${home}/journal`,
  key: await openAgentKey(home),
  clock: () => new Date(),
  limits: { ...DEFAULT_JOURNAL_LIMITS, maxSegmentBytes: 4 * 1024 ** 2, maxUnacknowledgedBytes: 2 ** 30 },
});
for (let round = 0; ; round++) {
  const lanes = Array.from({ length: 8 }, async (_, lane) => {
    const name = `${process.pid}-${round}-${lane}`;
    const { seq, hash } = await journal.append(intent(name, lane * 16_384));
    writeSync(1, `${seq} ${hash}\n`);
  });
  await Promise.all(lanes);
}
