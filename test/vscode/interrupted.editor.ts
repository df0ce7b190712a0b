import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest';
import { hasPrivateNetwork } from './support/environment.ts';
import { says } from './support/model.ts';
import { picture } from './support/picture.ts';
import { openProtectedWorld, type ProtectedWorld } from './support/protected-world.ts';

const PATIENCE = { timeout: 90_000 };

describe.skipIf(!hasPrivateNetwork())('what was broken off', () => {
  let person: ProtectedWorld;

  beforeAll(async () => {
    person = await openProtectedWorld(() => says('it is a token'));
    await expectStatus('Not protected');
  });

  afterAll(() => person?.close());

  beforeEach(() => onTestFailed(({ task }) => picture(person.window(), task.name)));

  /** Waits for these words in the status bar. */
  async function expectStatus(words: string): Promise<void> {
    const item = person.window().page.locator('.statusbar-item', { hasText: `Countersign: ${words}` });
    await item.waitFor(PATIENCE);
  }

  /** Another extension asks a host that nobody governs. */
  async function expectNeighbourToHear(): Promise<void> {
    await person.window().command('Neighbour: Ask');
    await expect
      .poll(() => person.window().notices(), PATIENCE)
      .toContainEqual(expect.stringMatching(/^Neighbour heard .* 200 /));
    await person.window().command('Notifications: Clear All Notifications');
  }

  async function agreeToEverything(): Promise<void> {
    const { command, page } = person.window();
    await command('Countersign: Set Up Protection');
    await page.getByText('Countersign: what would change').waitFor(PATIENCE);
    await page.getByRole('button', { name: 'OK' }).click();
  }

  test('a set-up whose extensions are killed at each step is completed by itself', async () => {
    await Promise.all([
      agreeToEverything(),
      person.killExtensionsOnce(({ wiring }) => wiring.includes('set-up')),
    ]);
    await Promise.all([
      person.window().reload(),
      person.killExtensionsOnce(({ settings }) => settings.includes('http.proxy')),
    ]);
    await Promise.all([
      person.window().reload(),
      person.killExtensionsOnce(({ machineSettings }) => machineSettings.includes('http.proxy')),
    ]);
    await person.killEditor();
    await person.startEditor();
    await expectStatus('Guided');
    await expect
      .poll(() => readFile(join(person.world.home, 'wiring.json'), 'utf8'), PATIENCE)
      .toContain('"plans": []');
    await expectNeighbourToHear();
  });
});
