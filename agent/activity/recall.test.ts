import { afterEach, beforeEach, expect, test } from 'vitest';
import { type JournalFolder, journalFolder } from '../../test/support/journal.ts';
import { Activity, DEFAULT_ACTIVITY_LIMITS } from './activity.ts';
import { recallActivity } from './recall.ts';

let folder: JournalFolder;

beforeEach(async () => {
  folder = await journalFolder();
});

afterEach(() => folder.remove());

const session = (id: string) =>
  ({ event: 'session.opened', session: id, exchange: null, detail: {} }) as const;

test.each([
  ['all of a short journal', 100, 5],
  ['no more than the limit of a long one', 3, 3],
])('recalls %s, the newest', async (_name, maxRecords, told) => {
  const journal = await folder.open({});
  for (const id of ['a', 'b', 'c', 'd', 'e']) await journal.append(session(id));
  const activity = new Activity(DEFAULT_ACTIVITY_LIMITS, () => new Date());
  await recallActivity(activity, journal, maxRecords);
  expect(activity.sessions().map(({ id }) => id)).toEqual(['e', 'd', 'c', 'b', 'a'].slice(0, told));
  await journal.close();
});

test('begins with the oldest that was kept, where the collector has the rest', async () => {
  const journal = await folder.open({ limits: { maxSegmentBytes: 1, maxBatchBytes: 1 } });
  for (const id of ['a', 'b', 'c', 'd', 'e']) await journal.append(session(id));
  await journal.acknowledge(4);
  const activity = new Activity(DEFAULT_ACTIVITY_LIMITS, () => new Date());
  await recallActivity(activity, journal, 100);
  const ids = activity.sessions().map(({ id }) => id);
  expect(ids[0]).toBe('e');
  expect(ids).not.toContain('a');
  await journal.close();
});

test('an empty journal has nothing to tell', async () => {
  const journal = await folder.open({});
  const activity = new Activity(DEFAULT_ACTIVITY_LIMITS, () => new Date());
  await recallActivity(activity, journal, 100);
  expect(activity.sessions()).toEqual([]);
  await journal.close();
});
