import { openJournal } from '../../agent/audit/journal.ts';
import { DEFAULT_JOURNAL_LIMITS } from '../../agent/audit/journal-limits.ts';
import { openAgentKey } from '../../agent/identity/agent-key.ts';
import { faultyDisk, intent } from './journal.ts';
import { say } from './say.ts';

/**
 * Appends for ever, in groups of records of many sizes, to a disk that takes little at a time, so that a kill
 * often comes in the middle of a line. Says on standard output when it writes, and each acknowledged record before it
 * goes on: what was said there must be in the journal, whenever this process dies.
 */
const [home = ''] = process.argv.slice(2);
const journal = await openJournal({
  directory: `${home}/journal`,
  key: await openAgentKey(home),
  clock: () => new Date(),
  limits: { ...DEFAULT_JOURNAL_LIMITS, maxSegmentBytes: 256 * 1024 },
  fileSystem: faultyDisk((call) => {
    if (call !== 'write') return undefined;
    say('write');
    return { kind: 'short', bytes: 600 };
  }),
});
for (let round = 0; ; round++) {
  const lanes = Array.from({ length: 8 }, async (_, lane) => {
    const name = `${process.pid}-${round}-${lane}`;
    const { seq, hash } = await journal.append(intent(name, lane * 1024));
    say(`${seq} ${hash}`);
  });
  await Promise.all(lanes);
}
