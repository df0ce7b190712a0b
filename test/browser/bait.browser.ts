import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuditEvent } from '../../protocol/audit-record.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { openTestCollector, type TestCollector, testChain } from '../support/collector.ts';
import { openBrowser, openReader } from './reader.ts';

/** Would be an image, and a script, if it were taken for markup; and the end of the line is turned round. */
const BAIT = '<img src=x onerror=alert(1)>\u202e';

let browser: Browser;
let collector: TestCollector;

beforeAll(async () => {
  browser = await openBrowser();
  collector = await openTestCollector();
  const agent = await collector.client('agent');
  const chain = testChain();
  await agent.enrol({ publicKey: chain.publicKey });
  await agent.sendRecords(
    RECORDS.flatMap(([event, detail]) =>
      chain.grow(1, { event, detail, session: SESSION, exchange: `exchange ${BAIT}` }),
    ),
  );
});

afterAll(async () => {
  await browser.close();
  await collector.close();
});

/** With the bait after the name of each field, so that what is shown says which it is. */
function baited(...names: readonly string[]): JsonObject {
  return Object.fromEntries(names.map((name) => [name, `${name} ${BAIT}`]));
}

const SESSION = `session ${BAIT}`;
const RULE = { id: `rule ${BAIT}`, hash: 'a'.repeat(64) };
const BINDING: JsonObject = {
  action: 'git.push',
  ...baited('repository', 'ref', 'requester'),
  rules: [RULE],
};

/** Every field that somebody else than the agent may have written, of each event. */
const RECORDS: readonly (readonly [AuditEvent, JsonObject])[] = [
  ['session.opened', baited('subject', 'actor', 'program', 'parent')],
  [
    'exchange.content',
    {
      ...{ side: 'prompt', capture: 'full' },
      parts: [
        { part: 0, digest: 'b'.repeat(64), chars: 60, at: 0, ...baited('origin', 'path', 'tool', 'text') },
      ],
    },
  ],
  [
    'exchange.intent',
    {
      ...baited('subject', 'actor', 'program'),
      groups: [`group ${BAIT}`],
      operation: { port: 443, ...baited('kind', 'host', 'repository', 'service', 'method', 'path') },
      decisions: [
        {
          action: baited('kind', 'ref', 'change'),
          verdict: { kind: 'refused', ...baited('code', 'reason'), rule: RULE },
        },
      ],
    },
  ],
  ['exchange.held', { ...baited('approval'), digest: 'c'.repeat(64), binding: BINDING, holdMs: 1000 }],
  ['exchange.released', { ...baited('approval', 'state', 'by', 'reason'), binding: BINDING, heldMs: 1000 }],
  [
    'exchange.refused',
    {
      ...baited('step', 'code', 'reason', 'subject', 'actor'),
      rule: RULE,
      refs: [baited('ref', 'reason')],
      operation: baited('kind', 'host', 'repository'),
    },
  ],
  [
    'exchange.outcome',
    { intent: 3, result: 'failed', ...baited('unpack', 'reason'), refs: [baited('ref', 'reason')] },
  ],
  ['agent.read', { port: 443, ...baited('host', 'path') }],
  ['credential.issued', baited('provider', 'host', 'purpose', 'repository')],
  ['status.dropped', baited('host', 'repository', 'commit', 'context', 'reason')],
  ['secret.disputed', baited('placeholder', 'rule', 'where', 'reason')],
  ['session.closed', {}],
];

test('whatever agents recorded is text on every page that shows records', async () => {
  const { page, open, signIn, complaints, context } = await openReader(browser, collector.directory);
  page.on('dialog', () => expect.unreachable('a script ran'));
  await signIn('auditor');
  const told = () => page.locator('main').innerText();
  const pages = [
    ['/activity', '<img src=x onerror=alert(1)>'],
    // Its heading names the session before a record is there.
    [`/activity/${encodeURIComponent(SESSION)}`, 'text <img src=x onerror=alert(1)>'],
  ] as const;
  for (const [path, shown] of pages) {
    await open(path);
    await expect.poll(told, { timeout: 30_000 }).toContain(shown);
    expect(await page.locator('main img').count()).toBe(0);
    expect(await told()).not.toContain('\u202e');
  }
  for (const name of ['subject', 'text', 'repository', 'ref', 'reason', 'path', 'commit']) {
    expect(await told()).toContain(`${name} <img src=x onerror=alert(1)>`);
  }
  expect(complaints).toEqual([]);
  await context.close();
});
