import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest';
import { controlClient } from '../../agent/control/client.ts';
import { readWiring } from '../../cli/uninstall/undo-settings.ts';
import { hasPrivateNetwork } from './support/environment.ts';
import { says } from './support/model.ts';
import { picture } from './support/picture.ts';
import { openProtectedWorld, type ProtectedWorld } from './support/protected-world.ts';
import { PATIENCE, stepsOf } from './support/steps.ts';

/** Each step of the journal is tried without an editor (test/e2e/interrupted-wiring.test.ts). */
describe.skipIf(!hasPrivateNetwork())('a set-up that was agreed to', () => {
  let person: ProtectedWorld;
  const { expectStatus, expectNeighbourToHear } = stepsOf(() => person.window());

  beforeAll(async () => {
    person = await openProtectedWorld(() => says('it is a token'));
    await expectStatus('Not protected');
  });

  afterAll(() => person?.close());

  beforeEach(() => onTestFailed(({ task }) => picture(person.window(), task.name)));

  const agent = () => controlClient(join(person.world.home, 'agent', 'control.sock'));

  /** It is in the journal what is to be done, and nothing of it is. */
  async function expectToBeAtItsBeginning(): Promise<void> {
    await expect
      .poll(() => readWiring(person.world.home), PATIENCE)
      .toMatchObject({ changes: [], plans: [{ kind: 'set-up' }] });
  }

  /** Asks the person, and lets them agree once the agent answers no more: the set-up waits for it in its midst. */
  async function agreeAndWait(): Promise<number> {
    await expect.poll(() => agent().status(), PATIENCE).toBeDefined();
    const { command, page } = person.window();
    await command('Countersign: Set Up Protection');
    await page.getByText('Countersign: what would change').waitFor(PATIENCE);
    const { pid } = await agent().status();
    process.kill(pid, 'SIGSTOP');
    await page.getByRole('button', { name: 'OK' }).click();
    await expectToBeAtItsBeginning();
    return pid;
  }

  test('is gone on with after its extensions, its editor and its agent were killed', async () => {
    const agentPid = await agreeAndWait();
    await person.killExtensions();
    await person.window().reload();
    await expectStatus('Not protected');
    await expectToBeAtItsBeginning();
    await person.editor.kill();
    await person.editor.start();
    await expectStatus('Not protected');
    await expectToBeAtItsBeginning();
    process.kill(agentPid, 'SIGKILL');
    await expectStatus('Guided');
    await expect.poll(() => readWiring(person.world.home), PATIENCE).toMatchObject({ plans: [] });
    expect((await agent().status()).pid).not.toBe(agentPid);
    await expectNeighbourToHear();
  });

  test('warns of a remote over SSH, which goes past it, and leads Git over HTTPS when asked to', async () => {
    const { host } = person.world;
    await person.repository.dev.must('remote', 'add', 'over-ssh', `git@${host}:team/other.git`);
    await person.window().reload();
    await expectStatus('Guided');
    await person.window().act(`Git reaches ${host} over SSH`, 'Go over HTTPS');
    const inTerminal = async () => (await person.traces())['terminal'];
    await expect.poll(inTerminal, PATIENCE).toContain(`url.https://${host}/.insteadof=git@${host}:`);
  });
});
