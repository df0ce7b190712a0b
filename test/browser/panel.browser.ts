import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { PanelAnswer, PanelAsk, PanelSlice } from '../../protocol/panel.ts';
import { openPanel, type PanelInBrowser, type PanelOptions } from './panel-host.ts';
import {
  anAbandonedPanel,
  anEmptyPanel,
  aPanelDay,
  approvalOf,
  aTroubledPanel,
  PLACEHOLDER,
  policy,
  secrets,
  sessions,
} from './panel-samples.ts';
import { PANEL_THEMES } from './panel-themes.ts';
import { openBrowser } from './reader.ts';

const SECTIONS = ['Approvals', 'Masked', 'Activity', 'Policy'];
const SECRET = 'hunter2-of-the-test';

let browser: Browser;
const panels: PanelInBrowser[] = [];

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(() => browser.close());

afterEach(async () => {
  for (const { complaints, close } of panels.splice(0)) {
    expect(complaints).toEqual([]);
    await close();
  }
});

async function panel(slices: readonly PanelSlice[], options: PanelOptions = {}): Promise<PanelInBrowser> {
  const opened = await openPanel(browser, options);
  panels.push(opened);
  await opened.show(...slices);
  return opened;
}

/** Answers as an agent does that has everything. */
async function granted(ask: PanelAsk): Promise<PanelAnswer> {
  return ask.kind === 'original' ? { kind: 'original', secret: SECRET } : { kind: 'done' };
}

/** One after the other: each click draws the section anew. */
async function unfoldAll(page: Page): Promise<void> {
  const folded = page.locator('.fold > .head[aria-expanded="false"]');
  while ((await folded.count()) > 0) await folded.first().click();
}

/** What somebody pressed; what is only read is asked for unasked. */
function asksOf({ heard }: PanelInBrowser): readonly PanelAsk[] {
  const asks = heard.flatMap((message) => (message.kind === 'ask' ? [message.ask] : []));
  return asks.filter(({ kind }) => kind !== 'review');
}

describe.each(PANEL_THEMES)('no barriers, in %s', (theme) => {
  test('in any section, folded and unfolded', async () => {
    const { page, barriers } = await panel(aPanelDay(), { theme });
    for (const name of SECTIONS) {
      await page.getByRole('tab', { name }).click();
      expect([name, await barriers()]).toEqual([name, []]);
      await unfoldAll(page);
      expect([name, await barriers()]).toEqual([name, []]);
    }
  });
});

test.each([
  ['nothing', anEmptyPanel()],
  ['no agent', anAbandonedPanel()],
  ['trouble', aTroubledPanel()],
])('no barriers, with %s', async (_what, slices) => {
  const { page, barriers } = await panel(slices, { theme: 'light' });
  for (const name of SECTIONS) {
    await page.getByRole('tab', { name }).click();
    expect([name, await barriers()]).toEqual([name, []]);
  }
});

test('no barriers while nothing is known', async () => {
  expect(await (await panel([])).barriers()).toEqual([]);
});

describe('approvals', () => {
  test('what waits is withdrawn on a click', async () => {
    const opened = await panel(aPanelDay());
    await opened.page.getByText('1 of 2 approved').waitFor();
    await opened.page.getByRole('button', { name: 'Withdraw' }).click();
    await expect.poll(() => asksOf(opened)).toEqual([{ kind: 'cancel', approval: 'a1'.padEnd(20, '0') }]);
  });

  test('a no is said, and can be tried again', async () => {
    const answer = async () => ({ kind: 'refused', message: 'it has gone', hint: 'look again' }) as const;
    const { page } = await panel(aPanelDay(), { answer });
    await page.getByRole('button', { name: 'Withdraw' }).click();
    await page.getByRole('alert').getByText('It has gone. Look again.').waitFor();
    await page.getByRole('button', { name: 'Withdraw' }).waitFor();
  });

  test('a reviewer decides with the keyboard alone, and says why', async () => {
    const opened = await panel(aPanelDay());
    const { page } = opened;
    await page.getByRole('button', { name: /infrastructure/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('deploy/production/app.yaml').waitFor();
    await page.getByRole('button', { name: 'Deny' }).click();
    await page.getByText('Say why you deny this.').waitFor();
    await page.getByLabel('Reason').focus();
    await page.keyboard.type('history is not rewritten');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const vote = { verdict: 'deny', reason: 'history is not rewritten' };
    await expect.poll(() => asksOf(opened)).toEqual([{ kind: 'vote', approval: 'b1'.padEnd(20, '0'), vote }]);
  });

  test('whoever is not signed in is asked to', async () => {
    const { page, heard } = await panel(anEmptyPanel());
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect.poll(() => heard.at(-1)).toMatchObject({ kind: 'command', command: 'sign-in' });
  });

  test('a notification leads to what it is about', async () => {
    const { page, send } = await panel(aPanelDay());
    await page.getByRole('tab', { name: 'Policy' }).click();
    await send({ kind: 'show', section: 'approvals', approval: 'b2'.padEnd(20, '0') });
    await page.getByText('No commit is new on this ref.').waitFor();
  });
});

describe('masked', () => {
  test('the original is shown on a click, kept nowhere, and gone once it is hidden or folded away', async () => {
    const { page, kept } = await panel(aPanelDay(), { answer: granted });
    await page.getByRole('tab', { name: 'Masked' }).click();
    const fold = page.getByRole('button', { name: /github-pat/ });
    await fold.click();
    await page.getByRole('button', { name: 'Show the original' }).click();
    expect(await page.getByRole('region', { name: 'The original' }).innerText()).toBe(SECRET);
    expect(JSON.stringify(await kept())).not.toContain(SECRET);
    expect(await page.evaluate('JSON.stringify({ ...localStorage, ...sessionStorage })')).not.toContain(
      SECRET,
    );
    await page.getByRole('button', { name: 'Hide it' }).click();
    expect(await page.content()).not.toContain(SECRET);
    await page.getByRole('button', { name: 'Show the original' }).click();
    await page.getByText(SECRET).waitFor();
    await fold.click();
    await fold.click();
    expect(await page.content()).not.toContain(SECRET);
  });

  test('it is hidden after half a minute', async () => {
    const { page } = await panel([], { answer: granted });
    await page.clock.install();
    for (const slice of aPanelDay()) await panels.at(-1)?.show(slice);
    await page.getByRole('tab', { name: 'Masked' }).click();
    await page.getByRole('button', { name: /github-pat/ }).click();
    await page.getByRole('button', { name: 'Show the original' }).click();
    await page.getByText(SECRET).waitFor();
    await page.clock.fastForward(30_000);
    await expect.poll(() => page.content()).not.toContain(SECRET);
  });

  test('a value is disputed with a reason', async () => {
    const opened = await panel(aPanelDay());
    const { page } = opened;
    await page.getByRole('tab', { name: 'Masked' }).click();
    await page.getByRole('button', { name: /github-pat/ }).click();
    await page.getByRole('button', { name: 'Not a secret…' }).click();
    await page.getByLabel('Why is this no secret?').fill('it is in the documentation');
    await page.keyboard.press('Enter');
    const reason = 'it is in the documentation';
    const dispute = { session: 's1', placeholder: PLACEHOLDER, reason };
    await expect.poll(() => asksOf(opened)).toEqual([{ kind: 'dispute', dispute }]);
  });
});

test('arrows lead through the sections, and where one was is kept', async () => {
  const { page, kept } = await panel(aPanelDay());
  await page.getByRole('tab', { name: 'Approvals' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Activity');
  await page.getByRole('button', { name: /Question/ }).click();
  await expect.poll(kept).toEqual({ section: 'activity', open: ['turn e1'] });
  const again = await panel(aPanelDay(), { kept: await kept() });
  await again.page.getByText('Read it from the environment').waitFor();
});

test('the absence of the agent is said, and what is known stays with a word about its age', async () => {
  const { page } = await panel(anAbandonedPanel());
  await page.getByRole('status').getByText('Not protected.').waitFor();
  await page.getByRole('button', { name: 'Start the agent' }).waitFor();
  await page.getByText('What is shown may be old.').first().waitFor();
  await page.getByText('1 of 2 approved').waitFor();
});

const BAIT = '<img src=x onerror=owned()>';
const TRICK = `${BAIT}\u202egnp.exe`;

/** The same bait in every text that somebody else may write. */
function baited(): readonly PanelSlice[] {
  const approval = approvalOf({
    id: 'a1',
    requester: TRICK,
    ref: `refs/heads/${TRICK}`,
    repository: TRICK,
    message: TRICK,
    commits: [{ id: 'c'.repeat(40), author: TRICK, subject: TRICK }],
    changes: [
      {
        commit: 'net',
        path: TRICK,
        kind: TRICK,
        addedLines: 1,
        removedLines: 0,
        opaque: TRICK,
        terms: [TRICK],
      },
    ],
    state: { kind: 'denied', by: TRICK, reason: TRICK },
  });
  const pending = { ...approval, state: { kind: 'pending' } } as const;
  const hold = { exchange: TRICK, session: 's', since: approval.askedAt, until: approval.expiresAt };
  const end = { kind: 'denied', at: approval.askedAt } as const;
  const [secret] = secrets();
  const [session] = sessions();
  const place = {
    at: approval.askedAt,
    exchange: TRICK,
    operation: 'copilot.chat',
    count: 1,
    replaced: true,
  };
  const decision = {
    what: TRICK,
    verdict: 'refused',
    rules: [TRICK],
    reason: TRICK,
    approval: TRICK,
    approvedBy: [TRICK],
  };
  const refused = {
    kind: 'refused',
    at: approval.askedAt,
    step: TRICK,
    code: TRICK,
    reason: TRICK,
    rule: TRICK,
  };
  const turn = { ...session?.turns[0], where: TRICK, what: [TRICK], state: refused, decisions: [decision] };
  const said = [{ side: 'prompt', origin: TRICK, text: TRICK }];
  const outcome = { what: TRICK, verdict: 'deny', masked: true, rules: [TRICK], reason: TRICK };
  const rule = { ...policy().rules[0], id: TRICK, on: [TRICK], message: TRICK, approvers: TRICK };
  const me = { subject: TRICK, roles: ['reviewer'], groups: ['reviewers'], loggedInAt: null };
  const note = { tone: 'bad', text: TRICK, command: null };
  const value = (known: object) => ({ kind: 'known', value: known });
  return [
    { part: 'connection', value: { kind: 'connected', subject: TRICK, notes: [note] } },
    {
      part: 'holds',
      value: value({
        holds: [
          { ...hold, approval: pending, end: null },
          { ...hold, approval, end },
        ],
      }),
    },
    { part: 'inbox', value: value({ me, approvals: [pending] }) },
    {
      part: 'masked',
      value: value({
        secrets: [
          {
            ...secret,
            rule: TRICK,
            program: TRICK,
            places: [{ ...place, target: TRICK, where: TRICK, prompt: TRICK }],
          },
        ],
      }),
    },
    {
      part: 'activity',
      value: value({ sessions: [{ ...session, program: TRICK, turns: [{ ...turn, said }] }] }),
    },
    {
      part: 'policy',
      value: value({
        ...policy(),
        rules: [rule],
        workspace: { repository: TRICK, branch: TRICK, outcomes: [outcome] },
      }),
    },
  ] as unknown as readonly PanelSlice[];
}

test('what others wrote is text: no markup of theirs is drawn, and nothing in it is invisible', async () => {
  const { page } = await panel(baited());
  for (const name of SECTIONS) {
    await page.getByRole('tab', { name }).click();
    await unfoldAll(page);
    const text = await page.locator('main').innerText();
    expect([name, text.includes('<img src=x')]).toEqual([name, true]);
    expect(text).toContain('\\u{202e}gnp.exe');
    expect(text).not.toContain('\u202e');
    expect(await page.locator('main img').count()).toBe(0);
  }
});

test.each([200, 300, 600])('a name without end makes no panel wider than its %d pixels', async (width) => {
  const name = 'x'.repeat(200);
  const approval = approvalOf({
    id: 'b1',
    requester: name,
    repository: name,
    ref: `refs/heads/${name}`,
    message: name,
  });
  const me = { subject: 'dana', roles: ['reviewer'], groups: ['reviewers'], loggedInAt: null } as const;
  const { page } = await panel(
    [...aPanelDay(), { part: 'inbox', value: { kind: 'known', value: { me, approvals: [approval] } } }],
    { width },
  );
  await page.getByRole('button', { name: /xxx/ }).click();
  for (const section of SECTIONS) {
    await page.getByRole('tab', { name: section }).click();
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
  }
});

test('a message of another version, or of nobody, changes nothing', async () => {
  const { page, complaints } = await panel(aPanelDay());
  await page.evaluate("postMessage({ v: 2, kind: 'slice' }, '*'); postMessage({ v: 1, kind: 'eval' }, '*')");
  await expect.poll(() => complaints.length).toBe(2);
  expect(complaints.join()).toMatch(/PanelMessageError/);
  (complaints as string[]).length = 0;
  await page.getByText('1 of 2 approved').waitFor();
});
