import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { JsonObject } from '../../protocol/json.ts';
import { openTestCollector, type TestCollector, testChain } from '../support/collector.ts';
import { sha256 } from '../support/operation.ts';
import { openBrowser, openReader, type Reader } from './reader.ts';

const BAIT = '<img src=x onerror=alert(1)>';
const POLICY = `version: 1
hosts: [{ suffix: git.example, kind: git }]
groups: { leads: ["group:leads"] }
rules:
  - { id: topics, on: [git.push], effect: allow }
  - { id: main, on: [git.push], when: 'ref.branch == "main"', effect: require_approval, approvers: [leads] }
`;

let browser: Browser;
let folder: string;
let collector: TestCollector;

beforeAll(async () => {
  browser = await openBrowser();
  folder = await mkdtemp(join(tmpdir(), 'countersign-published-'));
  await mkdir(join(folder, 'targets'));
  await writeFile(join(folder, 'targets', `${sha256(Buffer.from(POLICY))}.policy.yaml`), POLICY);
  collector = await openTestCollector({}, { feedDirectory: folder });
  const agent = await collector.client('agent');
  const chain = testChain();
  await agent.enrol({ publicKey: chain.publicKey });
  await agent.sendRecords(
    ['topic', 'main'].flatMap((branch) =>
      chain.grow(1, { event: 'exchange.intent', session: 's1', detail: pushTo(branch) }),
    ),
  );
});

afterAll(async () => {
  await browser.close();
  await collector.close();
  await rm(folder, { recursive: true });
});

function pushTo(branch: string): JsonObject {
  const action = { kind: 'git.push', ref: `refs/heads/${branch}`, change: 'update', forced: false };
  const operation = { kind: 'git.push', host: 'git.example', port: 443, repository: `git.example/${BAIT}` };
  const who = { subject: `ana ${BAIT}`, groups: [], actor: 'ai', program: 'git' };
  return { ...who, operation, decisions: [{ action, verdict: 'accepted', rules: [], approval: null }] };
}

async function readerAs(role: Parameters<Reader['signIn']>[0]): Promise<Reader> {
  const reader = await openReader(browser, collector.directory);
  onTestFinished(async () => {
    expect(reader.complaints).toEqual([]);
    await reader.context.close();
  });
  await reader.signIn(role);
  return reader;
}

test('an auditor tries a published policy with the keyboard, and follows a decision to its session', async () => {
  const { page, open, barriers } = await readerAs('auditor');
  await open('/policy');
  await page.getByLabel('Policy', { exact: true }).focus();
  await page.keyboard.press('Tab');
  await page.getByLabel('On what was recorded in').selectOption('the last month');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  const changes = page.getByRole('region', { name: 'What would be otherwise' });
  const row = changes.getByRole('row').nth(1);
  await expect.poll(() => row.innerText()).toMatch(/^main\s+let pass\s+held for a reviewer\s+1\s/);
  await changes.getByText(`refs/heads/main by ana ${BAIT}`).waitFor();
  expect(await page.locator('main img').count()).toBe(0);
  expect(await barriers()).toEqual([]);
  await changes.getByRole('link', { name: 'its session' }).press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Session s1' }).waitFor();
});

test('a policy publisher sees how many, and is told no more', async () => {
  const { page, open, barriers } = await readerAs('policy-publisher');
  await open('/policy');
  await page.getByRole('button', { name: 'Try it' }).press('Enter');
  const changes = page.getByRole('region', { name: 'What would be otherwise' });
  await changes.getByText('for auditors').waitFor();
  expect(await page.locator('main').innerText()).not.toContain('ana');
  expect(await barriers()).toEqual([]);
  await open('/activity');
  await page.getByText('This is for whoever is auditor').waitFor();
});

test('an administrator revokes an agent with the keyboard, sees that it is, and lifts it', async () => {
  const { page, open, barriers } = await readerAs('admin');
  await open('/log');
  const agents = page.getByRole('region', { name: 'Agents' });
  await agents.getByRole('button', { name: /^Revoke/ }).press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').waitFor();
  expect(await barriers()).toEqual([]);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await agents.getByRole('button', { name: /^Revoke/ }).press('Enter');
  await dialog.getByLabel('Reason').press('Enter');
  await dialog.getByLabel('Reason').fill(`lost ${BAIT}`);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  await expect.poll(() => agents.getByRole('button', { name: /^Revoke/ }).count()).toBe(0);
  const client = await collector.client('admin');
  expect((await client.revocations()).revocations).toMatchObject([{ kind: 'agent', reason: `lost ${BAIT}` }]);
  await open('/settings');
  const revoked = page.getByRole('region', { name: 'What is revoked' });
  await revoked.getByText(`lost ${BAIT}`).waitFor();
  expect(await page.locator('main img').count()).toBe(0);
  expect(await barriers()).toEqual([]);
  await revoked.getByRole('button', { name: /^Lift/ }).press('Enter');
  await page.getByText('Nothing is.').waitFor();
  expect((await client.revocations()).revocations).toEqual([]);
});

test('whoever is no administrator sees what is revoked, and can revoke nothing', async () => {
  const client = await collector.client('admin');
  const { id } = await client.revoke({ kind: 'session', target: 's1', reason: 'runs amok' });
  const { page, open } = await readerAs('auditor');
  await open('/activity/s1');
  await page.getByText('runs amok').waitFor();
  for (const path of ['/activity/s1', '/log', '/settings']) {
    await open(path);
    await page.getByText(path === '/log' ? 'Every record came' : 'runs amok').waitFor();
    expect(await page.getByRole('button', { name: /^(Revoke|Lift)/ }).count()).toBe(0);
  }
  await client.lift(id);
});
