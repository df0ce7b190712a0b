import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openWorld, type Repository, type World } from '../support/world.ts';
import { aDay } from './day.ts';
import { type ColorScheme, openBrowser, openReader, type Reader } from './reader.ts';

let world: World;
let browser: Browser;
const readers: Reader[] = [];

beforeAll(async () => {
  [world, browser] = await Promise.all([openWorld(), openBrowser()]);
});

afterAll(async () => {
  await browser.close();
  await world.close();
});

afterEach(async () => {
  for (const { context, complaints } of readers.splice(0)) {
    expect(complaints).toEqual([]);
    await context.close();
  }
});

async function reader(colorScheme?: ColorScheme): Promise<Reader> {
  const opened = await openReader(browser, join(world.home, 'collector'), colorScheme);
  readers.push(opened);
  return opened;
}

interface Held {
  readonly repository: Repository;
  readonly id: string;
  readonly newId: string;
  readonly push: Promise<{ readonly code: number | null; readonly stderr: string }>;
}

/** A real push to main, which git waits with. */
async function heldPush(
  file = 'src/more.ts',
  message = 'Add more',
  content = 'export const more = 1;\n',
): Promise<Held> {
  const repository = await world.repository();
  await repository.dev.write(file, content);
  const newId = await repository.dev.commit(message);
  const push = repository.dev.git('push', 'origin', 'main');
  const { id } = await world.pending(repository.id);
  return { repository, id, newId, push };
}

describe('the reviewer', () => {
  test('sees a push come in, approves it with the keyboard alone, and the push completes', async () => {
    const { page, signIn } = await reader();
    await signIn('reviewer');
    const { repository, newId, push } = await heldPush();
    const row = page.getByRole('link', { name: repository.id });
    await row.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Push to refs/heads/main' }).waitFor();
    await page.getByText('src/more.ts').first().waitFor();
    await page.getByRole('group', { name: 'Lines of src/more.ts' }).getByText('export const more').waitFor();
    await page.getByLabel('Reason').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect((await push).code).toBe(0);
    await page.getByText('Approved and used').waitFor();
    expect((await repository.refs())['refs/heads/main']).toBe(newId);
  });

  test('denies with a reason, which git prints; without one nothing is sent', async () => {
    const { page, signIn, open } = await reader();
    await signIn('reviewer');
    const { id, push } = await heldPush();
    await open(`/approvals/${id}`);
    await page.getByRole('button', { name: 'Deny' }).click();
    await page.getByText('Say why you deny this.').waitFor();
    expect((await world.approval(id)).state.kind).toBe('pending');
    await page.getByLabel('Reason').fill('not on a Friday');
    await page.getByRole('button', { name: 'Deny' }).click();
    const { code, stderr } = await push;
    expect([code === 0, stderr]).toEqual([false, expect.stringContaining('not on a Friday')]);
    await page.getByText('Denied by reviewer: not on a Friday').waitFor();
  });

  test('keeps their place while others come in', async () => {
    const { page, signIn } = await reader();
    await signIn('reviewer');
    const first = await heldPush();
    await page.getByRole('link', { name: first.repository.id }).focus();
    const second = await heldPush();
    await page.getByRole('link', { name: second.repository.id }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText(first.newId).waitFor();
    await Promise.all([first, second].map(({ id }) => world.deny(id, 'done')));
    await Promise.all([first.push, second.push]);
  });
});

test('the developer is told why they cannot decide, and the API tells them the same', async () => {
  const { page, signIn, open } = await reader();
  await signIn('developer');
  const { id, push } = await heldPush();
  await open(`/approvals/${id}`);
  await page.getByText('You asked for this, so somebody else has to decide it.').waitFor();
  expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  await expect(world.approveAs('developer', id)).rejects.toMatchObject({ refusal: 'own-request' });
  await world.deny(id, 'done');
  expect((await push).code).not.toBe(0);
});

describe('signing in', () => {
  test('refuses a wrong token, and keeps the right one nowhere', async () => {
    const { page, signIn, open } = await reader();
    await open('/');
    await page.getByLabel('Your token').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('The token is not known here').waitFor();
    await signIn('reviewer');
    const kept: string = await page.evaluate(
      'document.cookie + JSON.stringify(localStorage) + location.href',
    );
    expect(kept).toMatch(/^\{\}http:\/\/127\.0\.0\.1:\d+\/$/);
  });

  test('lasts over a reload and into a new tab, and ends with a sign-out', async () => {
    const { page, signIn, context } = await reader();
    await signIn('reviewer');
    await page.reload();
    await page.getByRole('heading', { name: 'Approvals' }).waitFor();
    const tab = await context.newPage();
    await tab.goto(page.url());
    await tab.getByRole('heading', { name: 'Approvals' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Your token').waitFor();
    await tab.getByText('Your session has ended').waitFor();
  });
});

test('what a developer wrote is text, whatever it looks like', async () => {
  const { page, signIn, open } = await reader();
  await signIn('reviewer');
  const bait = '<img src=x onerror=alert(1)>';
  page.on('dialog', () => expect.unreachable('a script ran'));
  const { id, push } = await heldPush(`src/${bait}.ts`, `${bait} \u202egnp.exe`, `${bait}\u202e\n`);
  await open(`/approvals/${id}`);
  await page.getByText(`src/${bait}.ts`).first().waitFor();
  await page.getByText(`${bait} \\u{202e}gnp.exe`).first().waitFor();
  const lines = page.getByRole('group', { name: `Lines of src/${bait}.ts` });
  expect(await lines.locator('.added .text').allInnerTexts()).toEqual([`${bait}\\u{202e}`]);
  expect(await page.locator('main img').count()).toBe(0);
  await world.deny(id, bait);
  await push;
  await page.getByText(`Denied by reviewer: ${bait}`).waitFor();
});

describe.each<ColorScheme>(['light', 'dark'])('no barriers, in %s', (scheme) => {
  test('on the page of the sign-in', async () => {
    const { open, page, barriers } = await reader(scheme);
    await open('/');
    await page.getByLabel('Your token').waitFor();
    expect(await barriers()).toEqual([]);
  });

  test('on the inbox and on an approval', async () => {
    const { open, page, signIn, barriers } = await reader(scheme);
    await signIn('reviewer');
    const { id, push } = await heldPush();
    await page.locator(`a[href="/approvals/${id}"]`).waitFor();
    expect(await barriers()).toEqual([]);
    await open(`/approvals/${id}`);
    await page.getByRole('button', { name: 'Approve' }).waitFor();
    expect(await barriers()).toEqual([]);
    await world.deny(id, 'done');
    await push;
  });
});

describe('the auditor', () => {
  test('finds a session by its words, and follows it from the question to the decision', async () => {
    const { page, signIn, open, barriers } = await reader();
    const { session, approval, push } = await aDay(world);
    await world.approve(approval);
    expect((await push).code).toBe(0);
    await world.records();
    await signIn('auditor');
    await open('/activity');
    await page.getByText('Search by more').click();
    await page.getByLabel('Kept back by detector').fill('github-pat');
    await page.getByLabel('Model').fill('gpt-4.1');
    await page.getByLabel('Words').fill('copilot.chat');
    await page.keyboard.press('Enter');
    await page.locator(`a[href="/activity/${session}"]`).first().click();
    const said = page.locator('.timeline > .said section pre').first();
    expect(await said.innerText()).toMatch(/^Where do I put the token CSG_\w+ for the deploy script\?$/);
    const told = await page.locator('.timeline > li').allInnerTexts();
    const order = [/started by/, /\nprompt\n/, /\nanswer\n/, /held for/, /said granted/, /\nsucceeded\n/];
    const places = order.map((words) => told.findLastIndex((line) => words.test(line)));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(places).not.toContain(-1);
    expect(await barriers()).toEqual([]);
  });

  test('is told how many records cannot be found yet, and shown what was asked for once it can be', async () => {
    const { page, signIn, open } = await reader();
    await signIn('auditor');
    const left = [2000, 1000];
    await page.route('**/v1/records?*', async (route) => {
      const next = left.shift();
      if (next === undefined) return route.continue();
      const message = `${next} records cannot be found by what they say yet`;
      const error = { code: 'indexing', message, hint: 'try again later' };
      return route.fulfill({ status: 503, contentType: 'application/json', body: JSON.stringify({ error }) });
    });
    await open('/activity');
    await page.getByText('2000 records cannot be found by what they say yet').waitFor();
    await page.getByText('1000 records cannot be found by what they say yet').waitFor();
    await page.getByRole('cell', { name: 'session.opened' }).first().waitFor();
    expect(await page.getByText('cannot be found').count()).toBe(0);
  });

  test.each<ColorScheme>(['light', 'dark'])(
    'meets no barriers in the list of records, in %s',
    async (scheme) => {
      const { page, signIn, open, barriers } = await reader(scheme);
      await signIn('auditor');
      await open('/activity');
      await page.getByRole('cell', { name: 'session.opened' }).first().waitFor();
      expect(await barriers()).toEqual([]);
    },
  );
});

test('the auditor sees what the log has and how to verify it', async () => {
  const { page, signIn, open, barriers } = await reader();
  await signIn('auditor');
  await open('/log');
  await page.getByRole('region', { name: 'The newest checkpoint, as it is signed' }).waitFor();
  await page.getByText('countersign audit verify bundle --trust').waitFor();
  const agents = page.getByRole('region', { name: 'Agents' });
  await agents.getByRole('cell', { name: 'developer' }).first().waitFor();
  await page.getByText('Every record came once, in order and in time.').waitFor();
  expect(await barriers()).toEqual([]);
});

test('records are not shown to a reviewer', async () => {
  const { page, signIn, open } = await reader();
  await signIn('reviewer');
  await open('/activity');
  await page.getByText('This is for whoever is auditor').waitFor();
});

test('the absence of the collector is said, and its return is noticed', async () => {
  const { page, signIn } = await reader();
  await signIn('reviewer');
  await world.stopCollector();
  const absence = page.getByText('The collector cannot be reached. What is shown may be old.');
  await absence.waitFor();
  await world.startCollector();
  await absence.waitFor({ state: 'hidden' });
  // The sign-in is the store's to keep, and outlives the process.
  expect(await page.getByText('Your session has ended').count()).toBe(0);
  await page.getByRole('heading', { name: 'Approvals' }).waitFor();
});
