import { rm, statfs, writeFile } from 'node:fs/promises';
import { intent, journalCode, journalFolder } from './journal.ts';

/**
 * Fills the file system that TMPDIR is on with records until the journal fails, makes room, goes on, and prints
 * what was seen as JSON.
 */
const ballast = `${process.env['TMPDIR']}/ballast`;
await writeFile(ballast, Buffer.alloc(64 * 1024));
const folder = await journalFolder();
const limits = { maxSegmentBytes: 32 * 1024, retainedSegments: 1 };
const journal = await folder.open({ limits });
const acknowledged: string[] = [];

let code = 'done';
while (code === 'done') {
  const append = journal.append(intent(`x${acknowledged.length}`, 3000));
  code = await journalCode(append);
  if (code === 'done') acknowledged.push((await append).hash);
}
const free = (await statfs(folder.directory)).bavail;
const failed = journal.state();
const still = await journalCode(journal.append(intent('still full', 3000)));
// An acknowledgement needs no room, and removing what it allows to be removed makes some.
await journal.acknowledge(1);
await rm(ballast);
const healed = await journalCode(journal.append(intent('after', 3000)));
const healthy = journal.state();
await journal.close();

const again = await folder.open({ limits });
const records = await folder.records();
const report = {
  code,
  free,
  failed,
  still,
  healed,
  healthy,
  head: again.head().seq,
  remembered: again.acknowledged(),
  records: records.length,
  kept: acknowledged.length,
  prevs: records.map(({ record }) => record.prev).filter((prev) => acknowledged.includes(prev)).length,
  events: records.slice(acknowledged.length).map(({ record }) => record.event),
  verified: await folder.verify(),
};
await again.close();
process.stdout.write(JSON.stringify(report));
