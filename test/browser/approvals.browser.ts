import type { Browser } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ApprovalAsk } from '../../protocol/approval.ts';
import {
  askFor,
  openTestCollector,
  PENDING_MS,
  requirement,
  type TestCollector,
} from '../support/collector.ts';
import { openBrowser, openReader } from './reader.ts';

const MANY = 1000;

let collector: TestCollector;
let browser: Browser;

beforeEach(async () => {
  collector = await openTestCollector({ maxPendingPerRequester: 2 * MANY, sweepMs: 20 });
  browser = await openBrowser();
});

afterEach(async () => {
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
  const says = (text: string) => expect.poll(() => heading.innerText()).toContain(text);
  await says(String(MANY));
  const rows = page.locator('.rows > li');
  expect(await rows.count()).toBe(50);
  await page.getByRole('button', { name: 'Show 50 more of 950' }).click();
  await expect.poll(() => rows.count()).toBe(100);
  await agent.ask(askFor({ binding: { ref: 'refs/heads/one-more' } }));
  await says(String(MANY + 1));
});

/** A call of a tool that everybody in `rulers` decides, and a reviewer alone in an emergency. */
function askForCall(): ApprovalAsk {
  const rule = requirement('tools', ['rulers']);
  const emergency = { ...rule, quorum: { ...rule.quorum, breakGlass: ['reviewers'] } };
  const host = 'mcp.example';
  const request = 'a'.repeat(64);
  return {
    binding: { action: 'mcp.call', host, path: '/mcp', request, rules: [rule.rule], requester: 'developer' },
    requirements: [emergency],
    summary: {
      kind: 'request',
      host,
      path: '/mcp',
      request,
      what: 'delete_branch',
      actor: 'ai',
      program: 'code',
      session: 's1',
      excerpt: '{\n  "token": "CSG_GHPAT_92V1T4A3",\n  "note": "<b>\u200bnow</b>"\n}',
      chars: 9000,
      secrets: 1,
    },
    diff: null,
    workspace: null,
  };
}

test('a call is shown in masked form, and is approved alone only with a reason', async () => {
  const agent = await collector.client('agent');
  const { id } = await agent.ask(askForCall());
  const { page, signIn, open, barriers } = await openReader(browser, collector.directory, 'dark');
  await signIn('reviewer');
  await open(`/approvals/${id}`);
  await page.getByText('You may approve this alone, in an emergency, for: tools').waitFor();
  const said = await page.getByRole('region', { name: 'The request, in masked form' }).innerText();
  expect(said).toBe('{\n  "token": "CSG_GHPAT_92V1T4A3",\n  "note": "<b>\\u{200b}now</b>"\n}');
  await page.getByText('1 secret kept back').waitFor();
  await page.getByText('The beginning of 9000 characters.').waitFor();
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByText('Say why you approve this.').waitFor();
  expect(await barriers()).toEqual([]);
  await page.getByLabel('Reason').fill('production is down');
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByText('Approved. It may be used once').waitFor();
  const { approvals } = await agent.list({});
  expect(approvals).toMatchObject([
    { state: { kind: 'granted' }, votes: [{ reason: 'production is down' }] },
  ]);
});

test('what has ended says how, and is not decided any more', async () => {
  const agent = await collector.client('agent');
  const [withdrawn, expired] = [
    await agent.ask(askFor()),
    await agent.ask(askFor({ binding: { ref: 'x' } })),
  ];
  await agent.cancel(withdrawn.id);
  const { page, signIn, open } = await openReader(browser, collector.directory);
  await signIn('reviewer');
  await open(`/approvals/${withdrawn.id}`);
  await page.getByText('Withdrawn by whoever asked, or revoked.').waitFor();
  await open(`/approvals/${expired.id}`);
  await page.getByRole('button', { name: 'Approve' }).waitFor();
  collector.passTime(PENDING_MS);
  await page.getByText('Expired: its time ran out.').waitFor();
  expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  await open(`/approvals/${'0'.repeat(20)}`);
  await page.getByRole('alert').getByText('There is no approval').waitFor();
});

test('where no stream can be had, the page says so and asks every few seconds', async () => {
  const busy = await openTestCollector({ maxEventStreams: 0 });
  const { page, signIn } = await openReader(browser, busy.directory);
  await signIn('reviewer');
  await page.getByText('No live updates at the moment; asking every few seconds.').waitFor();
  await (await busy.client('agent')).ask(askFor());
  await page.getByRole('link', { name: 'refs/heads/main' }).waitFor();
  await busy.close();
});

test('a name without end makes no page wider than its window, and the content is two keys away', async () => {
  const agent = await collector.client('agent');
  const { id } = await agent.ask(askFor({ binding: { ref: `refs/heads/${'x'.repeat(400)}` } }));
  const { page, signIn, open } = await openReader(browser, collector.directory);
  await page.setViewportSize({ width: 400, height: 800 });
  await signIn('reviewer');
  await page.locator(`a[href="/approvals/${id}"]`).waitFor();
  const overflow = () => page.evaluate('document.documentElement.scrollWidth - innerWidth');
  expect(await overflow()).toBe(0);
  await open(`/approvals/${id}`);
  await page.getByRole('button', { name: 'Approve' }).waitFor();
  expect(await overflow()).toBe(0);
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.id')).toBe('content');
});
