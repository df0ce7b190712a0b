import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readWiring } from '../../cli/uninstall/undo-settings.ts';
import { machineSettingsFile, openWiredEditor, userSettingsFile } from '../support/wired-editor.ts';

const PROGRAM = fileURLToPath(new URL('../support/wire-until-killed.ts', import.meta.url));
const USER = { 'editor.fontSize': 13, 'http.proxySupport': 'off' };
const MACHINE = '{\n    // ours\n    "files.autoSave": "off"\n}\n';

type Work = 'set-up' | 'remove';

interface Ended {
  readonly signal: string | null;
  /** Names of the steps that it came to. */
  readonly steps: readonly string[];
}

let scratch: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'countersign-interrupted-'));
});

afterAll(() => rm(scratch, { recursive: true, force: true }));

async function openHome(name: string): Promise<string> {
  const home = join(scratch, name);
  for (const file of [userSettingsFile(home), machineSettingsFile(home)])
    await mkdir(dirname(file), { recursive: true });
  await writeFile(userSettingsFile(home), JSON.stringify(USER));
  await writeFile(machineSettingsFile(home), MACHINE);
  return home;
}

/** Without a step to be killed before, to the end. */
async function run(home: string, work: Work, killBefore = -1): Promise<Ended> {
  const child = spawn(process.execPath, [PROGRAM, home, work, String(killBefore)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const said = await text(child.stdout);
  const [, signal] = (await ended) as [number | null, string | null];
  return { signal, steps: said.trim().split('\n') };
}

async function settingsOf(home: string): Promise<{ readonly user: object; readonly machine: string }> {
  const user = JSON.parse(await readFile(userSettingsFile(home), 'utf8')) as object;
  return { user, machine: await readFile(machineSettingsFile(home), 'utf8') };
}

async function expectSetUp(home: string): Promise<void> {
  const { user, machine } = await settingsOf(home);
  const proxy = expect.stringMatching(/^http:\/\/session-\d+:s3cret@127\.0\.0\.1:7420$/);
  expect(user).toEqual({
    ...USER,
    ...{ 'http.proxy': proxy, 'http.proxySupport': 'override', 'countersign.terminals.enabled': false },
  });
  expect(machine).toContain((user as { 'http.proxy': string })['http.proxy']);
  expect(machine).toContain('// ours');
  expect((await readWiring(home)).plans).toEqual([]);
}

async function expectAsBefore(home: string): Promise<void> {
  expect(await settingsOf(home)).toEqual({ user: USER, machine: MACHINE });
  expect(await readWiring(home)).toEqual({ v: 1, changes: [], plans: [] });
}

/** Every step of this work, by a run that nobody interrupts. */
async function stepsOf(work: Work): Promise<readonly string[]> {
  const home = await openHome(`whole-${work}`);
  if (work === 'remove') await (await openWiredEditor(home)).setUp();
  const { signal, steps } = await run(home, work);
  expect(signal).toBeNull();
  return steps;
}

/** Kills it before each of its steps, two at a time, and hands over what each kill left. */
async function killAtEach(work: Work, check: (home: string, step: string) => Promise<void>): Promise<void> {
  const steps = await stepsOf(work);
  const left = [...steps.entries()];
  const next = async (): Promise<void> => {
    for (let each = left.shift(); each !== undefined; each = left.shift()) {
      const [at, step] = each;
      const home = await openHome(`${work}-${at}`);
      if (work === 'remove') await (await openWiredEditor(home)).setUp();
      expect(await run(home, work, at)).toEqual({ signal: 'SIGKILL', steps: steps.slice(0, at + 1) });
      await check(home, `${work}, killed before step ${at}: ${step}`);
    }
  };
  await Promise.all([next(), next()]);
}

async function resume(home: string): Promise<void> {
  await (await openWiredEditor(home)).resume();
}

describe('an editor whose extensions are killed', () => {
  test('before any step of a set-up goes on with it, and can still be taken back', async () => {
    let begun = 0;
    await killAtEach('set-up', async (home, step) => {
      const { plans } = await readWiring(home);
      if (plans.length === 0) {
        await expectAsBefore(home);
        return;
      }
      begun += 1;
      await resume(home);
      await expectSetUp(home).catch((cause: unknown) => {
        throw new Error(step, { cause });
      });
      await (await openWiredEditor(home)).remove();
      await expectAsBefore(home);
    });
    expect(begun).toBeGreaterThan(10);
  });

  test('before any step of a removal goes on with it', async () => {
    let begun = 0;
    await killAtEach('remove', async (home, step) => {
      if ((await readWiring(home)).plans.length === 0) return expectSetUp(home);
      begun += 1;
      await resume(home);
      await expectAsBefore(home).catch((cause: unknown) => {
        throw new Error(step, { cause });
      });
    });
    expect(begun).toBeGreaterThan(8);
  });
});
