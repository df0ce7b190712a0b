import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest';
import { controlClient } from '../../agent/control/client.ts';
import { fingerprintOf } from '../../agent/feed/feed-format.ts';
import { enterDeviceCode } from '../support/device-code.ts';
import { picture } from './support/picture.ts';
import { PATIENCE } from './support/steps.ts';
import { openTeamWorld, type TeamWorld } from './support/team-world.ts';

describe('signing in from the packaged extension', () => {
  let team: TeamWorld;

  beforeAll(async () => {
    team = await openTeamWorld();
    team.provider.signInAs('robin');
  });

  afterAll(() => team?.close());

  beforeEach(() => onTestFailed(({ task }) => picture(team.window, task.name)));

  const agentStatus = () =>
    controlClient(join(team.editorHome, 'agent', 'control.sock'))
      .status()
      .catch(() => null);

  /** The code that the window shows for a browser on another device. */
  async function shownCode(): Promise<string> {
    let code: string | undefined;
    const read = async (): Promise<string | undefined> => {
      const shown = (await team.window.notices()).join('\n');
      code = /check that the code there is (\S+)\.$/m.exec(shown)?.[1];
      return code;
    };
    await expect.poll(read, PATIENCE).toBeDefined();
    return code ?? '';
  }

  /** Tokens with which an agent could still work in this name. */
  function goodTokensOfRobin(): number {
    const store = new DatabaseSync(join(team.world.home, 'collector', 'collector.db'), { readOnly: true });
    try {
      const good = store.prepare('SELECT name FROM tokens WHERE subject = ? AND expires_at > ?');
      return good.all('robin', Date.now()).length;
    } finally {
      store.close();
    }
  }

  async function menuOfAccounts(): Promise<string> {
    const { page } = team.window;
    await page.locator('.activitybar .codicon-accounts-view-bar-icon').click();
    const text = await page.locator('.monaco-menu').first().innerText();
    await page.keyboard.press('Escape');
    return text;
  }

  test('a code that is entered in any browser connects the agent to the collector, in that name', async () => {
    const { command, page, enter } = team.window;
    await command('Countersign: Connect to a Collector');
    await page.getByText("Your organisation's collector.").waitFor(PATIENCE);
    await enter(team.collector);
    await enterDeviceCode(`${team.provider.issuer}/device?user_code=${await shownCode()}`);
    await expect
      .poll(agentStatus, PATIENCE)
      .toMatchObject({ subject: 'robin', collector: { url: team.collector } });
    await expect.poll(menuOfAccounts, PATIENCE).toContain(`robin at ${new URL(team.collector).host}`);
  });

  test('the agent takes its policy from the feed once the fingerprint was agreed to', async () => {
    const { command, page, enter } = team.window;
    await command('Countersign: Enrol with a Policy Feed');
    await page.getByText('Address of the feed').waitFor(PATIENCE);
    await enter();
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.getByText('Is this the fingerprint').waitFor(PATIENCE);
    const fingerprint = fingerprintOf(await team.feed.root());
    expect((await dialog.innerText()).replaceAll(/\s/g, '')).toContain(fingerprint);
    await dialog.getByRole('button', { name: 'It Is: Enrol' }).click();
    await expect.poll(agentStatus, PATIENCE).toMatchObject({ policy: { kind: 'enforced', origin: 'feed' } });
  });

  test('who signed in decides in the panel what others ask for', async () => {
    const { dev, id, refs } = await team.world.repository();
    await dev.write('src/more.ts', 'export const more = 1;\n');
    const commit = await dev.commit('Add more');
    const push = dev.git('push', 'origin', 'main');
    await team.world.pending(id);
    await team.window.act('Waits for your decision: dana asks for refs/heads/main', 'Review');
    const panel = team.window.shownPanel();
    await panel.getByRole('button', { name: 'Approve' }).click(PATIENCE);
    expect((await push).code).toBe(0);
    expect((await refs())['refs/heads/main']).toBe(commit);
  });

  test('whoever signs out leaves no agent behind that works in their name', async () => {
    const { command, page } = team.window;
    await command('View: Show Explorer');
    await command('Countersign: Sign Out');
    await expect.poll(agentStatus, PATIENCE).toBeNull();
    const item = page.locator('.statusbar-item[aria-label*="nobody is signed in"]');
    await item.waitFor(PATIENCE);
    await expect.poll(menuOfAccounts, PATIENCE).not.toContain('robin');
    await expect.poll(goodTokensOfRobin, PATIENCE).toBe(0);
  });
});
