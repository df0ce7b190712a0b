import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { openProvider, type TestProvider } from '../support/oidc.ts';
import { openWorld, type World } from '../support/world.ts';
import { openBrowser, openReader, type Reader } from './reader.ts';

const PEOPLE = {
  dana: { role: 'developer', groups: ['developers'] },
  robin: { role: 'reviewer', groups: ['reviewers'] },
  eve: { role: 'reviewer', groups: ['interns'] },
  ada: { role: 'auditor', groups: ['auditors'] },
} as const;

let provider: TestProvider;
let world: World;
let browser: Browser;
const readers: Reader[] = [];

beforeAll(async () => {
  const port = await freePort();
  provider = await openProvider(`http://127.0.0.1:${port}/v1/login/callback`);
  for (const [name, { groups }] of Object.entries(PEOPLE)) provider.accounts.set(name, { groups });
  provider.accounts.set('stranger', { groups: ['choir'] });
  const names = { developer: 'dana', reviewer: 'robin', auditor: 'ada' } as const;
  world = await openWorld({
    people: {
      port,
      identity: provider.settings({
        roles: { developer: ['developers'], reviewer: ['reviewers', 'interns'], auditor: ['auditors'] },
      }),
      accessToken: async (role) => {
        const sub = names[role];
        const iat = Math.floor(Date.now() / 1000);
        const { issuer: iss, audience: aud } = provider;
        return provider.accessToken({ iss, aud, sub, groups: PEOPLE[sub].groups, iat, exp: iat + 3600 });
      },
    },
  });
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await world.close();
  await provider.close();
});

afterEach(async () => {
  for (const { context, complaints } of readers.splice(0)) {
    expect(complaints).toEqual([]);
    await context.close();
  }
});

/** Goes to the pages and through the provider, as a person does. */
async function comeAs(name: string): Promise<Reader> {
  provider.signInAs(name);
  const reader = await openReader(browser, join(world.home, 'collector'));
  readers.push(reader);
  await reader.open('/');
  await reader.page.getByRole('link', { name: `Sign in with ${new URL(provider.issuer).host}` }).click();
  return reader;
}

async function heldPush() {
  const repository = await world.repository();
  await repository.dev.write('src/more.ts', 'export const more = 1;\n');
  const newId = await repository.dev.commit('Add more');
  const push = repository.dev.git('push', 'origin', 'main');
  const { id } = await world.pending(repository.id);
  return { repository, id, newId, push };
}

test('a reviewer signs in at the provider, approves, and the push completes', async () => {
  const { page, barriers } = await comeAs('robin');
  await page.getByRole('heading', { level: 1, name: 'Approvals' }).waitFor();
  await page.getByText('robin (reviewer)').waitFor();
  const { repository, newId, push } = await heldPush();
  await page.getByRole('link', { name: repository.id }).click();
  await page.getByRole('button', { name: 'Approve' }).click();
  expect((await push).code).toBe(0);
  expect((await repository.refs())['refs/heads/main']).toBe(newId);
  expect(page.url()).not.toMatch(/code=|state=|#/);
  expect(await barriers()).toEqual([]);
});

test('a rule that asks for a fresh login sends the reviewer to log in, and takes the approval then', async () => {
  const { page, open, barriers } = await comeAs('robin');
  await page.getByText('robin (reviewer)').waitFor();
  await world.policy((text) =>
    text.replaceAll('approvers: [reviewers]', 'approvers: { any_of: [reviewers], fresh_login: 5m }'),
  );
  const { repository, id, newId, push } = await heldPush();
  await open(`/approvals/${id}`);
  await page.getByText('at most 5 min before').first().waitFor();
  expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  expect(await barriers()).toEqual([]);
  await page.getByRole('button', { name: 'Log in again' }).click();
  await page.getByRole('button', { name: 'Approve' }).click();
  expect((await push).code).toBe(0);
  expect((await repository.refs())['refs/heads/main']).toBe(newId);
  expect(new URL(page.url()).pathname).toBe(`/approvals/${id}`);
  await world.policy((text) => text);
});

describe('nobody else can', () => {
  test.each([
    ['a reviewer without the group', 'eve', 'reviewers'],
    ['whoever asked for it', 'dana', 'You asked for this'],
    ['an auditor', 'ada', 'You are signed in as auditor'],
  ])('%s', async (_name, name, words) => {
    const { page, open } = await comeAs(name);
    await page.getByRole('heading', { level: 1, name: 'Approvals' }).waitFor();
    const { id, push } = await heldPush();
    await open(`/approvals/${id}`);
    await page.getByText(words).first().waitFor();
    expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    await world.deny(id, 'only a trial');
    expect((await push).code).not.toBe(0);
  });
});

test('whoever has no role is told so, and can try as somebody else', async () => {
  const { page } = await comeAs('stranger');
  await page.getByText('You are known, but have no role here.').waitFor();
  expect(page.url()).not.toContain('#');
  provider.signInAs('robin');
  await page.context().clearCookies();
  await page.getByRole('link', { name: 'Sign in with' }).click();
  await page.getByText('robin (reviewer)').waitFor();
});
