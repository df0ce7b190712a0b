import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { openWorld, type World } from '../support/world.ts';
import { aDay, type Day } from './day.ts';
import { type ColorScheme, openBrowser, openReader } from './reader.ts';

/** `npm run screenshots`: each page, light and dark, of real operations, into docs/images. */
const IMAGES = fileURLToPath(new URL('../../docs/images', import.meta.url));

await mkdir(IMAGES, { recursive: true });
const world = await openWorld();
const browser = await openBrowser();
const day = await aDay(world);
const earlier = await aDay(world);
await world.approve(earlier.approval);
await earlier.push;
await world.records();
for (const scheme of ['light', 'dark'] as const) {
  await asReviewer(world, browser, { day, scheme });
  await asAuditor(world, browser, { day: earlier, scheme });
}
await world.deny(day.approval, 'the pictures are taken');
await day.push;
await browser.close();
await world.close();

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
  await page.setViewportSize({ width: 1100, height: 1000 });
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
  await shoot('session');
  await context.close();
}
