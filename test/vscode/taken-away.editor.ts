import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest';
import { controlClient } from '../../agent/control/client.ts';
import { hasPrivateNetwork } from './support/environment.ts';
import { says } from './support/model.ts';
import { picture } from './support/picture.ts';
import { openProtectedWorld, type ProtectedWorld } from './support/protected-world.ts';
import { PATIENCE, stepsOf } from './support/steps.ts';

describe.skipIf(!hasPrivateNetwork())('an extension that is taken away', () => {
  let person: ProtectedWorld;
  const { expectStatus, expectNeighbourToHear, agreeToEverything } = stepsOf(() => person.window());
  let before: Readonly<Record<string, string>>;

  beforeAll(async () => {
    person = await openProtectedWorld(() => says('it is a token'), {
      // A grace that nobody has to wait long for.
      machineSettings: { 'countersign.agent.graceSeconds': 5 },
    });
    await expectStatus('Not protected');
    before = await person.traces();
    await agreeToEverything();
    await expectStatus('Guided');
  });

  afterAll(() => person?.close());

  beforeEach(() => onTestFailed(({ task }) => picture(person.window(), task.name)));

  /** Nothing of ours is in the settings any more. */
  async function expectSettingsBack(): Promise<void> {
    const settings = () => readFile(person.settingsFile, 'utf8');
    await expect.poll(settings, { timeout: 120_000, interval: 200 }).not.toContain('http.proxy');
  }

  async function expectNoAgent(): Promise<void> {
    const isRunning = () =>
      controlClient(join(person.world.home, 'agent', 'control.sock'))
        .status()
        .then(
          () => true,
          () => false,
        );
    await expect.poll(isRunning, PATIENCE).toBe(false);
  }

  test('an extension that is disabled leaves everything as it was, and is set up again when it is enabled', async () => {
    const { command, page } = person.window();
    await command('Extensions: Disable All Installed Extensions');
    await person.window().reload();
    await page
      .locator('.statusbar-item', { hasText: 'Countersign:' })
      .waitFor({ ...PATIENCE, state: 'detached' });
    await expectSettingsBack();
    // What was agreed to in the trust store is for all programs of this person.
    const after = await person.traces();
    const { trust, anchors } = after;
    expect(after).toEqual({ ...before, ...{ trust, anchors } });
    // This window read the settings when it was loaded, and still leads its extensions to the agent.
    await expectNeighbourToHear();
    await person.window().reload();
    await expectNeighbourToHear();
    await expectNoAgent();
    await command('Extensions: Enable All Extensions');
    await person.window().reload();
    await expectStatus('Guided');
  });

  test('an extension that is uninstalled leaves everything as it was', async () => {
    await person.editor.uninstall();
    await person.editor.kill();
    await expectSettingsBack();
    await person.editor.start();
    await expect.poll(() => person.traces(), { timeout: 120_000 }).toEqual(before);
    await expectNeighbourToHear();
    await expectNoAgent();
    expect(existsSync(join(person.world.home, 'wiring.json'))).toBe(false);
  });
});
