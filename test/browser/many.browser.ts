import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askFor, openTestCollector, type TestCollector } from '../support/collector.ts';
import { openBrowser, openReader } from './reader.ts';

const MANY = 1000;

let collector: TestCollector;
let browser: Browser;

beforeAll(async () => {
  collector = await openTestCollector({ maxPendingPerRequester: 2 * MANY });
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await collector.close();
});

test('of a thousand that wait the page draws a few, and counts one more as it comes', async () => {
  const agent = await collector.client('agent');
  for (let count = 0; count < MANY; count++)
    await agent.ask(askFor({ binding: { ref: `refs/heads/${count}` } }));
  const { page, signIn } = await openReader(browser, collector.directory);
  await signIn('reviewer');
  const heading = page.getByRole('heading', { level: 2 }).first();
  const says = (text: string) => expect.poll(() => heading.innerText(), { timeout: 10_000 }).toContain(text);
  await says(String(MANY));
  const rows = page.locator('.rows > li');
  expect(await rows.count()).toBe(50);
  await page.getByRole('button', { name: 'Show 50 more of 950' }).click();
  await expect.poll(() => rows.count()).toBe(100);
  await agent.ask(askFor({ binding: { ref: 'refs/heads/one-more' } }));
  await says(String(MANY + 1));
});
