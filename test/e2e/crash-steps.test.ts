import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCollectorClient } from '../../agent/collector-client/client.ts';
import { localTokenPaths } from '../../collector/identity/local-tokens.ts';
import { entryHash } from '../../collector/store/leaf.ts';
import { openSqliteStore } from '../../collector/store/sqlite/open.ts';
import type { LogEntry } from '../../protocol/log-entry.ts';
import { readCheckpoint } from '../../protocol/log-receipt.ts';
import type { Checkpoint } from '../../protocol/merkle/checkpoint.ts';
import type { NoteVerifier } from '../../protocol/merkle/signed-note.ts';
import { logVerifier, openTestCollector, type TestCollector } from '../support/collector.ts';
import type { Moment } from '../support/crash-point.ts';
import { type CrashingProcess, removeBundles, startCrashing } from '../support/crashing-process.ts';
import { definedRoot, hex } from '../support/merkle.ts';
import { SendingAgent } from '../support/sending-agent.ts';

/** Of every step; null: one of a few. */
const ROUNDS = process.env['COUNTERSIGN_KILL_ROUNDS'] ?? null;
const TIMEOUT_MS = 60_000 + Number(ROUNDS ?? 1) * 60_000;

type Step = Moment & { readonly isTriedAlways?: true };

function tried(steps: readonly Step[]): readonly Step[] {
  return ROUNDS === null ? steps.filter(({ isTriedAlways }) => isTriedAlways) : steps;
}

function rounds(): readonly number[] {
  return Array.from({ length: Number(ROUNDS ?? 1) }, (_, round) => round);
}

afterAll(removeBundles);

/** What the log below this folder has, while nobody has it open. */
async function entriesBelow(directory: string): Promise<readonly LogEntry[]> {
  const store = openSqliteStore(directory);
  const entries = await store.log.entries(0, (await store.log.size()) + 1);
  const hashes = await store.log.hashes(0, 0, entries.length);
  await store.close();
  expect(Buffer.from(hashes).equals(Buffer.concat(entries.map(entryHash)))).toBe(true);
  return entries;
}

describe('an agent', () => {
  let collector: TestCollector;
  let home: string;
  let token: string;
  /** What it told somebody that it has written down, by number. */
  const promised = new Map<number, string>();

  beforeAll(async () => {
    collector = await openTestCollector();
    home = await mkdtemp(join(tmpdir(), 'countersign-agent-'));
    token = await collector.token('agent');
  });

  afterAll(async () => {
    await collector.close();
    await rm(home, { recursive: true, force: true });
  });

  const start = (...more: readonly string[]): Promise<CrashingProcess> =>
    startCrashing('record-until-killed.ts', [home, collector.url, token, ...more], (line) => {
      const [seq, hash] = line.split(' ');
      // The last line may have been cut by the kill.
      if (hash?.length === 64) promised.set(Number(seq), hash);
    });

  test.each(
    tried([
      { step: 'journal write', when: 'before' },
      { step: 'journal write', when: 'half-way' },
      { step: 'journal write', when: 'after', isTriedAlways: true },
      { step: 'ship', when: 'before' },
      { step: 'ship', when: 'after' },
      { step: 'receipt write', when: 'half-way' },
      { step: 'receipt rename', when: 'before', isTriedAlways: true },
      { step: 'receipt rename', when: 'after' },
      { step: 'acknowledged write', when: 'half-way', isTriedAlways: true },
      { step: 'acknowledged write', when: 'after' },
    ]),
  )(
    'is killed $when $step, and starts again',
    async (moment) => {
      for (const round of rounds()) {
        const agent = await start();
        await agent.arm({ ...moment, skip: round % 7, victims: null });
        expect(await agent.died).toBe('SIGKILL');
      }
    },
    TIMEOUT_MS,
  );

  test(
    'then every record that it promised is a leaf of the log, once, as it was promised',
    async () => {
      const last = await new Promise<string>((resolve, reject) => {
        startCrashing('record-until-killed.ts', [home, collector.url, token, 'finish'], resolve).catch(
          reject,
        );
      });
      await collector.stop();
      const entries = await entriesBelow(collector.directory);
      expect(last).toBe(`flushed ${entries.length} ${entries.at(-1)?.hash}`);
      expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, at) => at + 1));
      expect(promised.size).toBeGreaterThan(0);
      for (const [seq, hash] of promised) expect(entries[seq - 1]?.hash).toBe(hash);
    },
    TIMEOUT_MS,
  );
});

describe('a collector', () => {
  let directory: string;
  let collector: CrashingProcess;
  let agent: SendingAgent;
  let log: NoteVerifier;

  beforeAll(async () => {
    directory = join(await mkdtemp(join(tmpdir(), 'countersign-collector-')), 'collector');
    collector = await start();
    log = await logVerifier(directory);
    const token = (await readFile(localTokenPaths(directory).agent, 'utf8')).trim();
    agent = new SendingAgent({ token, url: () => collector.first, log: () => log });
    await agent.enrol();
  });

  afterAll(async () => {
    agent.close();
    await collector.kill();
    await rm(join(directory, '..'), { recursive: true, force: true });
  });

  const start = () => startCrashing('collect-until-killed.ts', [directory]);

  const published = async (): Promise<Checkpoint | null> => {
    const note = await readFile(join(directory, 'log/checkpoint'), 'utf8').catch(() => null);
    return note === null ? null : readCheckpoint(note, log);
  };

  /** Before it listens it has put into its files what was in its database. */
  async function expectPublished(): Promise<void> {
    expect((await published())?.size ?? 0).toBe((await agent.client().head()).seq);
  }

  test.each(
    tried([
      { step: 'receive', when: 'before' },
      { step: 'verify', when: 'before' },
      { step: 'begin', when: 'after' },
      { step: 'insert', when: 'after' },
      { step: 'tree append', when: 'after' },
      { step: 'commit', when: 'before', isTriedAlways: true },
      { step: 'commit', when: 'after', isTriedAlways: true },
      { step: 'sign', when: 'after' },
      { step: 'answer', when: 'before', isTriedAlways: true },
      { step: 'answer', when: 'after' },
      { step: 'signatures checked', when: 'before' },
      { step: 'signatures checked', when: 'after' },
      { step: 'tile write', when: 'half-way', isTriedAlways: true },
      { step: 'tile rename', when: 'after' },
      { step: 'entries write', when: 'half-way' },
      { step: 'checkpoint write', when: 'half-way' },
      { step: 'checkpoint rename', when: 'before', isTriedAlways: true },
      { step: 'checkpoint rename', when: 'after' },
    ]),
  )(
    'is killed $when $step, and goes on from what it signed',
    async (moment) => {
      for (const round of rounds()) {
        await collector.arm({ ...moment, skip: round % 7, victims: null });
        let isOver = false;
        const died = collector.died.then((signal) => {
          isOver = true;
          return signal;
        });
        await agent.sendUntil(() => isOver);
        expect(await died).toBe('SIGKILL');
        collector = await start();
        await expectPublished();
        await agent.send(1);
      }
    },
    TIMEOUT_MS,
  );

  test(
    'then each signature was looked at, and every record that was acknowledged is a leaf of its log, once, and so say its files',
    async () => {
      const token = (await readFile(localTokenPaths(directory).auditor, 'utf8')).trim();
      const auditor = createCollectorClient({ url: collector.first, token, timeoutMs: 20_000 });
      await auditor.records({ words: 'nothing' });
      const { agents } = await auditor.agents();
      auditor.close();
      expect(agents.flatMap(({ findings }) => findings.map(({ kind }) => kind))).not.toContain(
        'bad-signature',
      );
      await collector.kill();
      const entries = await entriesBelow(directory);
      expect(agent.acknowledged).toBe(agent.records.length);
      expect(entries.map(({ seq }) => seq)).toEqual(agent.records.map(({ record }) => record.seq));
      const checkpoint = await published();
      if (checkpoint === null) throw new Error('there is no checkpoint');
      const leaves = entries.slice(0, checkpoint.size).map(entryHash);
      expect(hex(checkpoint.root)).toBe(hex(definedRoot(leaves)));
    },
    TIMEOUT_MS,
  );
});
