import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { Closing } from '../../agent/closing.ts';
import { agentConfig } from '../../agent/config.ts';
import { openRecord } from '../../agent/open-record.ts';
import { intent } from './journal.ts';
import { say } from './say.ts';

/**
 * The part of an agent that records and ships, as the agent itself opens it. Says on standard output who it is, then
 * each record that it promised somebody, before it goes on. With `finish` it ships what is left, says what the last
 * record is, and ends. Its arguments are its home, the collector's address and a token.
 */
const [home = '', url = '', token = '', mode = ''] = process.argv.slice(2);
const config = agentConfig({
  ...{ home, port: 0, collector: { url, token }, policyPath: '' },
  limits: { journal: { maxSegmentBytes: 64 * 1024, retainedSegments: 1 } },
});
const closing = new Closing();
const log = pino({ level: 'silent' });
const { key, journal, shipper } = await openRecord(
  config,
  { version: '0', log, clock: () => new Date() },
  closing,
);
say(key.id);
if (mode === 'finish') {
  const result = await shipper.flush(30_000);
  const { seq, hash } = journal.head();
  say(`${result} ${seq} ${hash}`);
  await closing.run();
} else {
  for (let round = 0; ; round += 1) {
    const { kind } = shipper.state();
    if (kind === 'faulted') throw new Error('records are not shipped any more');
    const lanes = Array.from({ length: 4 }, async (_, lane) => {
      const { seq, hash } = await journal.append(intent(`${process.pid}-${round}-${lane}`, lane * 512));
      say(`${seq} ${hash}`);
    });
    await Promise.all(lanes);
    await delay(1);
  }
}
