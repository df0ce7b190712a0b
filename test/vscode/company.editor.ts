import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest';
import { starterPolicy } from '../../policy/starter.ts';
import { openTestFeed, type TestFeed } from '../support/feed.ts';
import { type CompanyProxy, openCompanyProxy } from './support/company-proxy.ts';
import { hasPrivateNetwork } from './support/environment.ts';
import { says } from './support/model.ts';
import { persist } from './support/persist.ts';
import { picture } from './support/picture.ts';
import { openProtectedWorld, type ProtectedWorld } from './support/protected-world.ts';
import { PATIENCE, stepsOf } from './support/steps.ts';

/** Its people go out by a proxy, and its policy vouches that a gateway enforces what it says of GitHub. */
describe.skipIf(!hasPrivateNetwork())('the machine of a company', () => {
  let proxy: CompanyProxy;
  let feed: TestFeed;
  let person: ProtectedWorld;
  const { expectStatus, expectNeighbourToHear, agreeToEverything } = stepsOf(() => person.window());

  beforeAll(async () => {
    proxy = await openCompanyProxy();
    feed = await openTestFeed();
    const policy = starterPolicy({ hosts: ['github.com'] });
    await feed.release(policy.replace('kind: git }', 'kind: git, enforced_by: gateway }'));
    person = await openProtectedWorld(() => says('it is a token'), {
      feed,
      settings: { 'http.proxy': proxy.url },
    });
    await expectStatus('Not protected');
  });

  afterAll(async () => {
    await person?.close();
    await feed?.close();
    await proxy?.close();
  });

  beforeEach(() => onTestFailed(({ task }) => picture(person.window(), task.name)));

  /** The window reads the file when it is loaded. */
  async function changeSettings(change: (settings: Record<string, unknown>) => object): Promise<void> {
    const settings = JSON.parse(await readFile(person.settingsFile, 'utf8')) as Record<string, unknown>;
    await writeFile(person.settingsFile, JSON.stringify(change(settings)));
    await person.window().reload();
  }

  /** Has the doctor look until the status bar says this: what was just changed may be under way. */
  async function expectFound(words: string): Promise<void> {
    const item = person.window().page.locator('.statusbar-item', { hasText: `Countersign: ${words}` });
    await persist(async () => {
      await person.window().command('Countersign: Doctor');
      await item.waitFor({ timeout: 20_000 });
    });
  }

  test('is enforced once it is set up and no way round was found', async () => {
    await agreeToEverything();
    await expectFound('Enforced');
  });

  test('asks the proxy that was there for everything, governed or not', async () => {
    await expectNeighbourToHear();
    expect(proxy.names()).toEqual(expect.arrayContaining(['registry.npmjs.org', 'github.com']));
  });

  test('is enforced no longer while a credential of the person works', async () => {
    const { personFolder } = person.editor.server();
    await writeFile(join(personFolder, '.git-credentials'), 'https://octo:not-a-secret@github.com\n');
    await writeFile(join(personFolder, '.gitconfig'), '[credential]\n\thelper = store\n');
    await expectFound('Guided');
    await writeFile(join(personFolder, '.gitconfig'), '');
    await expectFound('Enforced');
  });

  test('is not protected while a setting leads extensions past the agent', async () => {
    await changeSettings((settings) => ({ ...settings, 'http.noProxy': ['api.githubcopilot.com'] }));
    await expectStatus('Not protected');
    await changeSettings((settings) => ({ ...settings, 'http.noProxy': undefined }));
    await expectStatus('Enforced');
  });

  test('goes out by its proxy again when Countersign is removed', async () => {
    const { command, page } = person.window();
    await command('Countersign: Remove Countersign');
    await page
      .locator('.monaco-dialog-box')
      .getByRole('button', { name: 'Remove', exact: true })
      .click(PATIENCE);
    await expectStatus('Not protected');
    const settings = () => readFile(person.settingsFile, 'utf8');
    await expect.poll(settings, PATIENCE).toContain(proxy.url);
    await expectNeighbourToHear();
  });
});
