import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { openTestFeed } from '../support/feed.ts';
import { openWorld, type World } from '../support/world.ts';
import { aDay, type Day } from './day.ts';
import { openPanel } from './panel-host.ts';
import { anAbandonedPanel, anEmptyPanel, aPanelDay, aTroubledPanel } from './panel-samples.ts';
import { PANEL_THEMES, type PanelTheme } from './panel-themes.ts';
import { type ColorScheme, openBrowser, openReader } from './reader.ts';

/** `npm run screenshots`: each page, light and dark, of real operations, into docs/images. */
const IMAGES = fileURLToPath(new URL('../../docs/images', import.meta.url));

/** What is there once a page has loaded. */
const REGIONS = { log: 'Agents', settings: 'Tokens' } as const;

/** Rules at the end of a policy. */
const STRICTER = `
  - id: models
    on: [copilot.chat]
    when: model.startsWith("gpt-4")
    effect: deny
    message: this model is no longer used here
`;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

await mkdir(IMAGES, { recursive: true });
const feed = await openTestFeed();
const world = await openWorld({ feedDirectory: join(feed.folder, 'published') });
await releasePolicies();
const browser = await openBrowser();
const earlier = await earlierDays();
const day = await aDay(world);
for (const scheme of ['light', 'dark'] as const) {
  await asReviewer(world, browser, { day, scheme });
  await asAuditor(world, browser, { day: earlier, scheme });
  await asAdministrator(world, browser, scheme);
}
await world.deny(day.approval, 'the pictures are taken');
await day.push;
for (const theme of PANEL_THEMES) await ofThePanel(browser, theme);
await browser.close();
await world.close();
await feed.close();

/** The one that the agent enforces, and after it one that leaves less to people alone. */
async function releasePolicies(): Promise<void> {
  const enforced = await readFile(join(world.home, 'policy.yaml'), 'utf8');
  const life = { policyMs: 90 * 24 * HOUR_MS, snapshotMs: 7 * 24 * HOUR_MS, timestampMs: 24 * HOUR_MS };
  await feed.release(enforced, life);
  await feed.release(`${enforced}${STRICTER}`, life);
}

/** Some hours of work, each with a push that a reviewer approves; the last of them is still fresh. */
async function earlierDays(): Promise<Day> {
  const hours = [1, 3, 2, 4, 1];
  let last = await decided();
  for (const [index, count] of hours.entries()) {
    world.passTime(2 * HOUR_MS);
    for (let more = 0; more < count % 3; more += 1) last = await decided((index + more + 1) * MINUTE_MS);
    last = await decided(count * MINUTE_MS);
  }
  await world.records();
  return last;
}

/** A push that was held for so long. */
async function decided(heldMs = MINUTE_MS): Promise<Day> {
  const done = await aDay(world);
  world.passTime(heldMs);
  await world.approve(done.approval);
  await done.push;
  return done;
}

interface Wanted {
  readonly day: Day;
  readonly scheme: ColorScheme;
}

async function asReviewer(from: World, at: Browser, { day: shown, scheme }: Wanted): Promise<void> {
  const { page, context, open, signIn } = await openReader(at, join(from.home, 'collector'), scheme);
  const shoot = (name: string) => page.screenshot({ path: join(IMAGES, `${name}-${scheme}.png`) });
  await open('/');
  await page.getByLabel('Your token').waitFor();
  await shoot('sign-in');
  await signIn('reviewer');
  await page.getByRole('link', { name: shown.repository.id }).waitFor();
  await page.getByText('asked', { exact: false }).first().waitFor();
  await shoot('approvals');
  await open(`/approvals/${shown.approval}`);
  await page.getByRole('button', { name: 'Approve' }).waitFor();
  await page.getByRole('group', { name: 'Lines of src/login.ts' }).waitFor();
  await page.setViewportSize({ width: 1100, height: 1500 });
  await shoot('approval');
  await context.close();
}

async function asAuditor(from: World, at: Browser, { day: shown, scheme }: Wanted): Promise<void> {
  const { page, context, open, signIn } = await openReader(at, join(from.home, 'collector'), scheme);
  const shoot = (name: string) => page.screenshot({ path: join(IMAGES, `${name}-${scheme}.png`) });
  await page.setViewportSize({ width: 1100, height: 640 });
  await signIn('auditor');
  await open('/activity');
  await page.getByRole('cell', { name: 'exchange.intent' }).first().waitFor();
  await shoot('activity');
  await open(`/activity/${shown.session}`);
  await page.getByText('held for a reviewer').first().waitFor();
  await page.setViewportSize({ width: 1100, height: 1500 });
  await shoot('session');
  await open('/overview');
  await page.locator('.drawing canvas').nth(3).waitFor();
  await page.setViewportSize({ width: 1100, height: 900 });
  await shoot('overview');
  await open('/policy');
  await page.getByRole('button', { name: 'Try it' }).press('Enter');
  await page.getByRole('region', { name: 'What would be otherwise' }).waitFor();
  await page.setViewportSize({ width: 1100, height: 1200 });
  await shoot('policy');
  await page.setViewportSize({ width: 1100, height: 900 });
  for (const name of ['log', 'settings'] as const) {
    await open(`/${name}`);
    await page.getByRole('region', { name: REGIONS[name] }).waitFor();
    await shoot(name);
  }
  await context.close();
}

async function asAdministrator(from: World, at: Browser, scheme: ColorScheme): Promise<void> {
  const { page, context, open, signIn } = await openReader(at, join(from.home, 'collector'), scheme);
  await signIn('admin');
  await open('/log');
  const agents = page.getByRole('region', { name: 'Agents' });
  await agents.getByRole('button', { name: /^Revoke/ }).press('Enter');
  await page.getByRole('dialog').getByLabel('Reason').fill('The laptop was stolen');
  await agents.scrollIntoViewIfNeeded();
  await page.screenshot({ path: join(IMAGES, `revoke-${scheme}.png`) });
  await context.close();
}

/** Each section, what unfolds in it, and the panel with nothing to show, without an agent and in trouble. */
async function ofThePanel(at: Browser, theme: PanelTheme): Promise<void> {
  const { page, show, close } = await openPanel(at, { theme, height: 640 });
  const shoot = (name: string) =>
    page.screenshot({ path: join(IMAGES, `panel-${name}-${theme}.png`), animations: 'disabled' });
  const tab = (name: string) => page.getByRole('tab', { name }).click();
  const unfold = (name: RegExp) => page.getByRole('button', { name }).click();
  await show({ part: 'connection', value: { kind: 'starting' } });
  await shoot('loading');
  await show(...anEmptyPanel());
  await shoot('empty');
  await show(...aPanelDay());
  await shoot('approvals');
  await unfold(/infrastructure/);
  await page.getByRole('button', { name: 'Approve' }).scrollIntoViewIfNeeded();
  await shoot('approval');
  await unfold(/infrastructure/);
  for (const name of ['Masked', 'Activity', 'Policy']) {
    await tab(name);
    await shoot(name.toLowerCase());
  }
  await tab('Masked');
  await unfold(/github-pat/);
  await shoot('secret');
  await tab('Activity');
  await unfold(/Question/);
  await shoot('turn');
  await tab('Approvals');
  await show(...anAbandonedPanel());
  await shoot('away');
  await show(...aTroubledPanel());
  await shoot('trouble');
  await close();
}
