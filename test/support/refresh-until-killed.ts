import { writeSync } from 'node:fs';
import { pino } from 'pino';
import { openFeedSource } from '../../agent/feed/feed-source.ts';
import { DEFAULT_FEED_LIMITS } from '../../agent/feed/limits.ts';
import { readPin } from '../../agent/feed/pin.ts';

/** Asks the feed of this home again and again, and says each version that it enforces. */
const [home = ''] = process.argv.slice(2);
const pin = await readPin(home);
if (pin === null) throw new Error('the home is not enrolled');
const source = await openFeedSource({
  proxy: null,
  home,
  pin,
  limits: DEFAULT_FEED_LIMITS,
  clock: () => new Date(),
  monotonicMs: () => performance.now(),
  random: () => 0,
  log: pino({ level: 'silent' }),
  record: () => {},
});
for (;;) {
  await source.refresh();
  writeSync(1, `${(await source.current()).version}\n`);
}
