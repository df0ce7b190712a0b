import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestCollector, type TestCollector, testChain } from '../../test/support/collector.ts';
import { openCollectorKey } from '../identity/collector-key.ts';
import { openSqliteStore } from '../store/sqlite/open.ts';
import type { Store } from '../store/store.ts';
import { logSigner } from './log-signer.ts';
import { openPublisher, type Publisher, type PublisherOptions } from './publisher.ts';
import { createRecordLog, type RecordLog } from './record-log.ts';

let collector: TestCollector;
let store: Store;
let log: RecordLog;
let directory: string;
let faults: unknown[];

beforeEach(async () => {
  collector = await openTestCollector();
  const agent = await collector.client('agent');
  const chain = testChain();
  await agent.enrol({ publicKey: chain.publicKey });
  await agent.sendRecords(chain.grow(100));
  await collector.stop();
  store = openSqliteStore(collector.directory);
  log = createRecordLog(store.log, logSigner(openCollectorKey(collector.directory)));
  directory = join(collector.home, 'published');
  faults = [];
});

afterEach(async () => {
  await store.close();
  await collector.close();
});

function open(change: Partial<PublisherOptions> = {}): Promise<Publisher> {
  return openPublisher({
    table: store.log,
    log,
    directory,
    key: logSigner(openCollectorKey(collector.directory)),
    limits: { publishMs: 0, maxPublishedLeaves: 30 },
    onDone: () => {},
    onFault: (cause) => faults.push(cause),
    ...change,
  });
}

function published(): Promise<string> {
  return readFile(join(directory, 'checkpoint'), 'utf8');
}

test('a log that was never published is, in steps of bounded size', async () => {
  const sizes: number[] = [];
  const checkpoint = (size: number): Promise<string> => {
    sizes.push(size);
    return log.checkpoint(size);
  };
  await open({ log: { ...log, checkpoint } });
  expect(sizes).toEqual([30, 60, 90, 100]);
  expect(await published()).toBe(await log.checkpoint(100));
});

test('what the disk did not take is told, and published when it does', async () => {
  await writeFile(join(await made(directory), 'tile'), 'in the way');
  await expect(open()).rejects.toMatchObject({ code: expect.stringMatching(/^(ENOTDIR|EEXIST)$/) });
  await rm(join(directory, 'tile'));
  const publisher = await open({ log: { ...log, size: async () => 40 } });
  expect(await published()).toBe(await log.checkpoint(40));
  await publisher.close();

  let size = 40;
  const growing = await open({ log: { ...log, size: async () => size } });
  await rm(join(directory, 'tile'), { recursive: true });
  await writeFile(join(directory, 'tile'), 'in the way');
  size = 100;
  await growing.close();
  expect(faults).toHaveLength(1);
  expect(await published()).toBe(await log.checkpoint(40));

  await rm(join(directory, 'tile'));
  await open();
  expect(await published()).toBe(await log.checkpoint(100));
});

async function made(path: string): Promise<string> {
  await mkdir(path, { recursive: true });
  return path;
}
