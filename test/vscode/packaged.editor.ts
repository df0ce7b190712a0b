import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest';
import { controlClient } from '../../agent/control/client.ts';
import { openReader } from '../browser/reader.ts';
import { chatOf } from './support/chat.ts';
import { hasPrivateNetwork } from './support/environment.ts';
import { says } from './support/model.ts';
import { picture } from './support/picture.ts';
import { openProtectedWorld, type ProtectedWorld } from './support/protected-world.ts';
import { PATIENCE, stepsOf } from './support/steps.ts';
import { walkthroughOf } from './support/walkthrough.ts';

/** Of our own making; its last six characters are the checksum that GitHub publishes. */
const SECRET = ['ghp_', 'zxOnwFdDo5EWYNykeB9tdNx', 'KDQ5iWY0aiVdO'].join('');

describe.skipIf(!hasPrivateNetwork())('the packaged extension', () => {
  let person: ProtectedWorld;
  const { expectStatus, expectNeighbourToHear } = stepsOf(() => person.window());
  let before: Readonly<Record<string, string>>;

  beforeAll(async () => {
    person = await openProtectedWorld(() => says('it is a token'));
  });

  afterAll(() => person?.close());

  beforeEach(() => onTestFailed(({ task }) => picture(person.window(), task.name)));

  const agent = () => controlClient(join(person.world.home, 'agent', 'control.sock'));

  async function expectAgent(): Promise<void> {
    const status = () => agent().status();
    await expect.poll(() => status().catch(() => null), PATIENCE).toMatchObject({ version: '0.1.0' });
  }

  async function expectOtherAgent(pid: number): Promise<void> {
    const present = () =>
      agent()
        .status()
        .catch(() => null);
    await expect.poll(present, PATIENCE).toMatchObject({ pid: expect.not.toSatisfy((now) => now === pid) });
  }

  test('says that nothing is protected until somebody agrees, and changes nothing', async () => {
    await expectStatus('Not protected');
    await expectAgent();
    await person.world.policy((text) => text.replace('kind: git }', 'kind: git, ssh: rewrite }'));
    before = await person.traces();
    expect(before['settings']).not.toContain('http.proxy');
    await expectNeighbourToHear();
  });

  test('its walkthrough leads over consent to protection, and proves it', async () => {
    const { page, notices, enter } = person.window();
    const walkthrough = walkthroughOf(person.window(), 'Get started with Countersign');
    const { pid } = await agent().status();
    await walkthrough.open();
    await walkthrough.press('Connect to a collector', 'Connect');
    await page.getByText('Leave it empty for the one that runs on this machine').waitFor(PATIENCE);
    await enter();
    await walkthrough.done('Connect to a collector').waitFor(PATIENCE);
    await expectOtherAgent(pid);
    await walkthrough.press('Set up protection', 'Set Up Protection');
    await page.getByText('Countersign: what would change').waitFor(PATIENCE);
    const offered = page.locator('.quick-input-list .monaco-list-row');
    await expect
      .poll(() => offered.locator('.quick-input-list-row:first-child .label-name').allInnerTexts(), PATIENCE)
      .toEqual([
        'http.proxy in your user settings',
        'Source Control',
        'Terminals of this editor',
        "The system's trust store",
      ]);
    await page.getByRole('button', { name: 'OK' }).click();
    await expectStatus('Guided');
    await expect
      .poll(() => notices(), PATIENCE)
      .toContainEqual(expect.stringContaining('Countersign is set up'));
    await walkthrough.open();
    await walkthrough.done('Set up protection').waitFor(PATIENCE);
    await walkthrough.press('Prove it', 'Run the Doctor');
    await page.getByText('Requests of this editor go through the agent').first().waitFor(PATIENCE);
    await walkthrough.open();
    await walkthrough.press('See what it does', 'Open the Panel');
    await (await person.window().panel()).getByText('Nothing waits.').waitFor(PATIENCE);
    const { settings, terminal } = await person.traces();
    expect(settings).toMatch(/"http\.proxy": "http:\/\/[\w-]+:[\w-]+@127\.0\.0\.1:7420"/);
    expect(terminal).toContain('COUNTERSIGN_SESSION=');
    expect(terminal).toContain(`url.https://${person.world.host}/.insteadof=git@${person.world.host}:`);
    await person.window().reload();
    await expectStatus('Guided');
    await expectNeighbourToHear();
  });

  test('a push by Source Control is held, and completes once a reviewer approved it in a browser', async () => {
    const { dev, id, refs } = person.repository;
    await dev.write('src/more.ts', 'export const more = 1;\n');
    const commit = await dev.commit('Add more');
    await person.window().command('Git: Push');
    await person.world.pending(id);
    await person.window().act('Held for a reviewer', 'Open Panel');
    const panel = person.window().shownPanel();
    await panel.getByText(id).waitFor(PATIENCE);
    await panel.getByText('changes to a protected branch are reviewed').waitFor(PATIENCE);
    const reviewer = await openReader(person.editor.browser, join(person.world.home, 'collector'));
    await reviewer.signIn('reviewer');
    await reviewer.page.getByRole('link', { name: id }).click();
    await reviewer.page.getByText('src/more.ts').first().waitFor();
    await reviewer.page.getByRole('button', { name: 'Approve' }).click();
    await expect.poll(async () => (await refs())['refs/heads/main'], PATIENCE).toBe(commit);
    await panel.getByText('Approved, and carried out.').waitFor(PATIENCE);
    await reviewer.context.close();
  });

  test('a push that is refused in a terminal is told, and the panel says why', async () => {
    const said = await person.inTerminal('git push --force origin HEAD~1:main');
    expect(said).toContain('protected branches are neither rewritten nor deleted');
    await person.window().act('Refused:', 'Why');
    const panel = person.window().shownPanel();
    await panel.getByText('Push', { exact: true }).first().click(PATIENCE);
    await panel.getByText('protected branches are neither rewritten nor deleted').first().waitFor(PATIENCE);
  });

  test('a secret that Copilot Chat would have sent is kept back, and told in the panel', async () => {
    const { github, window, repository } = person;
    await window().command('Notifications: Clear All Notifications');
    await repository.dev.write('token.ts', `export const token = '${SECRET}';\n`);
    await window().openFile('token.ts');
    const chat = chatOf(window());
    await chat.ask('Ask', 'what is it?');
    await expect.poll(() => chat.answer.innerText(), PATIENCE).toContain('it is a token');
    await window().act('kept back', 'What Was Kept Back');
    const panel = window().shownPanel();
    const placeholder = await panel
      .getByText(/^CSG_\w+$/)
      .first()
      .innerText(PATIENCE);
    const sent = github.requests.map(({ body }) => body.toString());
    expect(sent.filter((body) => body.includes(placeholder))).not.toEqual([]);
    expect(sent.filter((body) => body.includes(SECRET))).toEqual([]);
  });

  test('an agent that was killed is started again, on the port that the settings name', async () => {
    const { pid, proxy } = await agent().status();
    process.kill(pid, 'SIGKILL');
    await expectOtherAgent(pid);
    expect((await agent().status()).proxy).toEqual(proxy);
    await expectStatus('Guided');
    await expectNeighbourToHear();
  });

  test('an editor that was killed is protected when it comes back', async () => {
    await person.editor.kill();
    await person.editor.start();
    await expectStatus('Guided');
    await expectNeighbourToHear();
  });

  test('takes everything back when it is removed', async () => {
    const { command, page, notices } = person.window();
    await command('Countersign: Remove Countersign');
    await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Remove', exact: true }).click();
    await expectStatus('Not protected');
    await expect
      .poll(() => notices(), PATIENCE)
      .toContainEqual(expect.stringContaining('Countersign is removed'));
    await expect.poll(() => person.traces(), PATIENCE).toEqual(before);
    await expectNeighbourToHear();
  });
});
