import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { auditCommand } from '../../cli/audit.ts';
import type { AuditRecord } from '../../protocol/audit-record.ts';
import { parseRecordLine } from '../../protocol/record-line.ts';
import { runCli } from '../support/cli.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;

afterEach(() => world.close());

/** What is on the agent's disk, shipped or not. */
async function journaled(event: AuditRecord['event']): Promise<readonly AuditRecord[]> {
  const folder = join(world.home, 'agent/journal');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jsonl'));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  const records = texts
    .join('')
    .split('\n')
    .slice(0, -1)
    .map((line) => parseRecordLine(line).record);
  return records.filter((record) => record.event === event);
}

it('an agent stops shipping to a collector that forgot, records why, and refuses once its spool is full', async () => {
  world = await openWorld({
    limits: { journal: { maxUnacknowledgedBytes: 24_000, reserveBytes: 200_000 } },
  });
  const { dev } = await world.repository();
  let count = 0;
  const push = async () => {
    count += 1;
    await dev.must('switch', '--quiet', '--create', `feature/free-${count}`);
    await dev.write(`src/free-${count}.ts`, `export const free = ${count};\n`);
    await dev.commit('Free');
    return dev.git('push', 'origin', `feature/free-${count}`);
  };
  const [folder, backup] = [join(world.home, 'collector'), join(world.home, 'backup')];
  await push();
  await world.records();
  await world.stopCollector();
  await cp(folder, backup, { recursive: true });
  await world.startCollector();
  await push();
  await world.records();
  await world.stopCollector();
  await rm(folder, { recursive: true });
  await cp(backup, folder, { recursive: true });
  await world.startCollector();

  // A push is refused once its records do not fit; the spool is full when what says so has filled it.
  const isFull = async () => (await world.agent().status()).journal.kind === 'full';
  let last = await push();
  for (let more = 0; !(last.code !== 0 && (await isFull())) && more < 30; more += 1) last = await push();
  expect(last.code).not.toBe(0);
  const state = async () => {
    const { journal, shipping } = await world.agent().status();
    return [journal.kind, shipping];
  };
  await expect
    .poll(state, { timeout: 60_000 })
    .toEqual(['full', { kind: 'faulted', reason: expect.stringMatching(/^log-rollback: /) }]);
  const [rejected, ...others] = await journaled('log.rejected');
  expect(others).toEqual([]);
  const kept = /^countersign\.internal\/log\/[0-9a-f]{16}\n\d+\n/;
  expect(rejected?.detail).toMatchObject({
    fault: 'log-rollback',
    kept: expect.stringMatching(kept),
    seen: expect.stringMatching(kept),
  });
});

it('an agent says in its records how far it saw the log', async () => {
  world = await openWorld();
  await world.records();
  await world.restartAgent();
  const started = await world.records('agent.started');
  expect(started.map(({ detail }) => detail['log'])).toEqual([
    null,
    { size: expect.any(Number), root: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ]);
});

it('what a push left behind is exported, and holds with the receipt of its agent', async () => {
  world = await openWorld();
  const { dev } = await world.repository();
  await dev.must('switch', '--quiet', '--create', 'feature/kept');
  await dev.write('src/kept.ts', 'export const kept = 1;\n');
  await dev.commit('Kept');
  expect((await dev.git('push', 'origin', 'feature/kept')).code).toBe(0);
  await world.restartAgent();
  await world.records();
  // Stopping publishes what is left.
  await world.stopCollector();
  await world.startCollector();
  const folder = join(world.home, 'bundle');
  const exported = await runCli(world.home, auditCommand, ['audit', 'export', '--out', folder]);
  expect(exported).toMatchObject({ exitCode: 0, err: '' });
  const enrolment = JSON.parse(await readFile(join(world.home, 'agent/enrolment.json'), 'utf8')) as {
    collectorKey: string;
  };
  const receipt = join(world.home, 'agent/receipt.json');
  const args = ['audit', 'verify', folder, '--trust', enrolment.collectorKey, '--receipt', receipt];
  expect(await runCli(world.home, auditCommand, args)).toMatchObject({
    exitCode: 0,
    out: expect.stringContaining('everything holds'),
  });
});
