import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest';
import { hasPrivateNetwork } from './support/environment.ts';
import { says } from './support/model.ts';
import { picture } from './support/picture.ts';
import { openProtectedWorld, type ProtectedWorld } from './support/protected-world.ts';
import { PATIENCE, stepsOf } from './support/steps.ts';

describe.skipIf(!hasPrivateNetwork())('what was broken off', () => {
  let person: ProtectedWorld;
  const { expectStatus, expectNeighbourToHear, agreeToEverything } = stepsOf(() => person.window());

  beforeAll(async () => {
    person = await openProtectedWorld(() => says('it is a token'));
    await expectStatus('Not protected');
  });

  afterAll(() => person?.close());

  beforeEach(() => onTestFailed(({ task }) => picture(person.window(), task.name)));

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
    await person.editor.kill();
    await person.editor.start();
    await expectStatus('Guided');
    await expect
      .poll(() => readFile(join(person.world.home, 'wiring.json'), 'utf8'), PATIENCE)
      .toContain('"plans": []');
    await expectNeighbourToHear();
  });
});
