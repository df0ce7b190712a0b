import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { JsonObject } from '../../protocol/json.ts';
import { openTestCollector, type TestCollector, testChain } from '../support/collector.ts';
import { type ColorScheme, openBrowser, openReader, type Reader } from './reader.ts';

/** Would be an image, and a script, if it were taken for markup; and the end of the line is turned round. */
const BAIT = '<img src=x onerror=alert(1)>\u202e';
const SHOWN = '<img src=x onerror=alert(1)>\\u{202e}';

let browser: Browser;
let collector: TestCollector;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(() => browser.close());

beforeEach(async () => {
  collector = await openTestCollector();
  onTestFinished(() => collector.close());
});

async function auditor(scheme?: ColorScheme): Promise<Reader> {
  const reader = await openReader(browser, collector.directory, scheme);
  onTestFinished(async () => {
    expect(reader.complaints).toEqual([]);
    await reader.context.close();
  });
  reader.page.on('dialog', () => expect.unreachable('a script ran'));
  await reader.signIn('auditor');
  return reader;
}

/** What agents recorded, with bait wherever a peer names something. */
async function happen(): Promise<void> {
  const agent = await collector.client('agent');
  const chain = testChain();
  await agent.enrol({ publicKey: chain.publicKey });
  const rules = [{ id: `rule ${BAIT}`, hash: 'a'.repeat(64) }];
  const secrets = [{ rule: `detector ${BAIT}`, placeholder: 'CSG_X_0', where: 'user', count: 3 }];
  const intent: JsonObject = {
    policy: 'b'.repeat(64),
    policyVersion: 4,
    mask: 'everything',
    operation: { kind: `kind ${BAIT}`, repository: `repository ${BAIT}` },
    decisions: [{ action: { secrets }, verdict: `verdict ${BAIT}`, rules }],
  };
  const binding = { action: 'git.push', repository: `repository ${BAIT}`, rules };
  await agent.sendRecords([
    ...chain.grow(1, { event: 'agent.started', detail: { version: `version ${BAIT}` } }),
    ...chain.grow(2, { detail: intent }),
    ...chain.grow(1, { event: 'exchange.released', detail: { heldMs: 90_000, binding } }),
  ]);
}

test('before anything happened every page says so', async () => {
  const { page, open, barriers } = await auditor();
  await open('/overview');
  await page.getByText('Nothing in this time.').first().waitFor();
  expect(await page.getByText('Nothing in this time.').count()).toBe(6);
  expect(await barriers()).toEqual([]);
  await open('/policy');
  await page.getByText('No agent has enrolled.').waitFor();
  expect(await barriers()).toEqual([]);
  await open('/log');
  await page.getByText('There is no record yet, so there is nothing to sign.').waitFor();
  await page.getByText('No agent has enrolled.').waitFor();
  expect(await barriers()).toEqual([]);
});

describe.each<ColorScheme>(['light', 'dark'])('in %s', (scheme) => {
  test('what happened is drawn, named, and there as a table, and nothing in it is markup', async () => {
    await happen();
    const { page, open, barriers } = await auditor(scheme);
    await open('/overview');
    const operations = page.getByRole('region', { name: 'Operations', exact: true });
    await operations.locator('canvas').waitFor();
    await operations.getByText(`kind ${SHOWN}`).waitFor();
    await page.getByRole('region', { name: 'Secrets kept back' }).getByText(`detector ${SHOWN}`).waitFor();
    await page.getByRole('region', { name: 'Decisions' }).getByText(`verdict ${SHOWN}`).waitFor();
    await page
      .getByRole('region', { name: 'By repository' })
      .getByRole('row', { name: `repository ${SHOWN} 2 1 min` })
      .waitFor();
    await page.getByRole('region', { name: 'By rule' }).getByText(`rule ${SHOWN}`).waitFor();
    await operations.getByText('As a table').focus();
    await page.keyboard.press('Enter');
    const table = page.getByRole('region', { name: 'Operations, as a table' });
    await expect.poll(() => table.getByRole('row').count()).toBe(25);
    expect(await page.locator('main img').count()).toBe(0);
    expect(await barriers()).toEqual([]);
    await page.getByLabel('Last week').check();
    await operations.getByText('As a table').click();
    await expect.poll(() => table.getByRole('row').count()).toBe(29);
  });

  test('the log names agents, their versions and policies, and what is odd', async () => {
    await happen();
    const { page, open, barriers } = await auditor(scheme);
    await open('/log');
    const agents = page.getByRole('region', { name: 'Agents' });
    await agents.getByText(`version ${SHOWN}`).waitFor();
    expect(await page.locator('main img').count()).toBe(0);
    expect(await barriers()).toEqual([]);
  });

  test('the policy page says who enforces what, and how to try another', async () => {
    await happen();
    const { page, open, barriers } = await auditor(scheme);
    await open('/policy');
    const row = page.getByRole('region', { name: 'What agents enforce' }).getByRole('row').nth(1);
    await expect.poll(() => row.innerText()).toMatch(/^b{16}\s+4\s+of no feed that is served here\s+1\s/);
    await page.getByText('This collector serves no feed').waitFor();
    await page.getByText('countersign policy dry-run').waitFor();
    expect(await barriers()).toEqual([]);
  });

  test('the settings say who somebody is, and how the collector is set up', async () => {
    const { page, open, barriers } = await auditor(scheme);
    await open('/settings');
    await page
      .getByRole('region', { name: 'Tokens' })
      .getByRole('cell', { name: 'reviewer' })
      .first()
      .waitFor();
    await page.getByRole('region', { name: 'Limits' }).getByText('maxListedTokens').waitFor();
    await page.getByText('Nobody is: the inbox shows what waits.').waitFor();
    expect(await page.content()).not.toContain(await collector.token('auditor'));
    expect(await barriers()).toEqual([]);
  });
});

test('a no of the collector is said', async () => {
  const { page, open } = await auditor();
  await page.route('**/v1/overview?**', (route) =>
    route.fulfill({
      status: 500,
      contentType: 'application/json',
      body: JSON.stringify({ error: { code: 'internal', message: 'the store is away', hint: 'try again' } }),
    }),
  );
  await open('/overview');
  await page.getByRole('alert').getByText('The store is away.').waitFor();
});

test('of a thousand records a page at a time is drawn, and the keyboard leads on', async () => {
  const agent = await collector.client('agent');
  const chain = testChain();
  await agent.enrol({ publicKey: chain.publicKey });
  for (let sent = 0; sent < 1000; sent += 250) await agent.sendRecords(chain.grow(250));
  const { page, open } = await auditor();
  await open('/activity');
  const rows = page.getByRole('region', { name: 'Records' }).locator('tbody > tr');
  for (let shown = 100; shown <= 1000; shown += 100) {
    await expect.poll(() => rows.count()).toBe(shown);
    if (shown < 1000)
      await page
        .getByRole('button', { name: /more|older/i })
        .last()
        .press('Enter');
  }
});
