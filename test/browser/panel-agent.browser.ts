import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { localTokenPaths } from '../../collector/identity/local-tokens.ts';
import { type AgentCall, AgentCallError } from '../../extension/core/panel/panel-asks.ts';
import { PanelSession } from '../../extension/core/panel/panel-session.ts';
import type { ControlError, SessionGrant } from '../../protocol/control.ts';
import { openWorld, type World } from '../support/world.ts';
import { aDay } from './day.ts';
import { openPanel, type PanelInBrowser } from './panel-host.ts';
import { openBrowser } from './reader.ts';

/** The panel over the extension's own routing, on a real agent, with real pushes and questions. */
let world: World;
let browser: Browser;

beforeAll(async () => {
  [world, browser] = await Promise.all([openWorld(), openBrowser()]);
});

afterAll(async () => {
  await browser.close();
  await world.close();
});

interface Followed extends PanelInBrowser {
  readonly session: PanelSession;
  readonly signIn: () => void;
}

async function followAgent(grants: readonly SessionGrant[]): Promise<Followed> {
  let opened: PanelInBrowser | null = null;
  let reviewer: string | null = null;
  const token = await readFile(localTokenPaths(join(world.home, 'collector')).reviewer, 'utf8');
  const session = new PanelSession({
    call: callAgent,
    sessionAuthorization: async (id) => basicOf(grants.find((grant) => grant.id === id)),
    reviewerAuthorization: async () => reviewer,
    workspace: async () => ({ remote: `https://${world.host}/team/demo.git`, branch: 'main' }),
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    // A page that was closed hears nothing more.
    post: (message) => void opened?.post(message).catch(() => undefined),
    command: () => undefined,
    log: (text) => {
      throw new Error(text);
    },
  });
  opened = await openPanel(browser, { onMessage: (message) => session.receive(message) });
  session.connected({ kind: 'connected', subject: 'developer', notes: [] });
  return { ...opened, session, signIn: () => (reviewer = `Bearer ${token.trim()}`) };
}

function basicOf(grant: SessionGrant | undefined): string | null {
  if (grant === undefined) return null;
  const { username, password } = new URL(grant.proxyUrl);
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function callAgent({ method, path, body, authorization }: AgentCall): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const headers = {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(authorization === undefined ? {} : { authorization }),
    };
    const socketPath = join(world.home, 'agent', 'control.sock');
    const outgoing = request({ socketPath, method, path, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => {
        const value: unknown = text === '' ? null : JSON.parse(text);
        if ((answer.statusCode ?? 0) < 400) return resolve(value);
        const { error } = value as ControlError;
        reject(new AgentCallError(error.code, error.message));
      });
    });
    outgoing.on('error', (cause) => reject(new AgentCallError('away', cause.message)));
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

test('a push waits in the panel, and is withdrawn there: git says so, and so does the record', async () => {
  const { page, session, close } = await followAgent([]);
  const repository = await world.repository();
  await repository.dev.write('src/more.ts', 'export const more = 1;\n');
  await repository.dev.commit('Add more');
  const push = repository.dev.git('push', 'origin', 'main');
  const { id } = await world.pending(repository.id);
  await page.getByText('1 commit, 1 change').waitFor();
  await page.getByRole('button', { name: 'Withdraw' }).click();
  const { code, stderr } = await push;
  expect([code === 0, stderr]).toEqual([false, expect.stringContaining('was withdrawn by whoever asked')]);
  await page.getByText('Withdrawn.').waitFor();
  expect((await world.approval(id)).state.kind).toBe('cancelled');
  const refused = (await world.records('exchange.refused')).at(-1);
  expect(refused?.detail).toMatchObject({ step: 'hold', code: 'approval-withdrawn' });
  session.close();
  await close();
});

test('a day is told: what was masked with its original, what was asked, and what the policy says', async () => {
  const day = await aDay(world);
  const followed = await followAgent([day.grant]);
  const { page, session, signIn, close, complaints, kept } = followed;
  await page.getByRole('tab', { name: 'Masked' }).click();
  await page.getByRole('button', { name: /github/ }).click();
  await page.getByText(/^Where do I put the token CSG_\w+ for the deploy script\?$/).waitFor();
  await page.getByRole('button', { name: 'Show the original' }).click();
  const original = await page.getByRole('region', { name: 'The original' }).innerText();
  expect(original).toMatch(/^ghp_\w{36}$/);
  await page.getByRole('button', { name: 'Not a secret…' }).click();
  await page.getByLabel('Why is this no secret?').fill('it was made up');
  await page.keyboard.press('Enter');
  await page.getByText('You said that this is no secret').waitFor();
  const records = await world.records();
  expect(records.find(({ event }) => event === 'secret.disputed')?.detail).toMatchObject({
    reason: 'it was made up',
  });
  expect(JSON.stringify([records, await kept()])).not.toContain(original);
  await page.getByRole('tab', { name: 'Activity' }).click();
  await page.getByRole('button', { name: /Question to gpt-4.1/ }).click();
  await page.getByText('Read it from the environment').waitFor();
  await page.getByRole('button', { name: /Push to main.*held/ }).waitFor();
  await page.getByRole('tab', { name: 'Policy' }).click();
  await page.getByText('needs a reviewer').waitFor();
  await page.getByRole('tab', { name: 'Approvals' }).click();
  signIn();
  await session.refresh();
  await page.getByRole('button', { name: /developer \(mixed, code\)/ }).click();
  await page.getByRole('button', { name: 'Approve' }).click();
  expect((await day.push).code).toBe(0);
  await page.getByText('Nothing waits for your decision.').waitFor();
  expect(complaints).toEqual([]);
  session.close();
  await close();
});

test('the original of another program is not shown', async () => {
  const day = await aDay(world);
  const { page, session, close } = await followAgent([]);
  await page.getByRole('tab', { name: 'Masked' }).click();
  await page
    .getByRole('button', { name: /github/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'Show the original' }).click();
  await page.getByRole('alert').getByText('in a session of another program').waitFor();
  await world.deny(day.approval, 'done');
  await day.push;
  session.close();
  await close();
});
