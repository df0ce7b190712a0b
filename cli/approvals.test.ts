import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CollectorClient } from '../agent/collector-client/client.ts';
import type { Approval } from '../protocol/approval.ts';
import { type CliResult, runCli } from '../test/support/cli.ts';
import { askFor, openTestCollector, requirement, type TestCollector } from '../test/support/collector.ts';
import { approvalsCommand } from './approvals.ts';

let collector: TestCollector;
let agent: CollectorClient;

beforeEach(async () => {
  collector = await openTestCollector();
  agent = await collector.client('agent');
});

afterEach(() => collector.close());

function approvals(...args: readonly string[]): Promise<CliResult> {
  return runCli(collector.home, approvalsCommand, ['approvals', ...args]);
}

const BAIT = '\u001b[2J\u009b31m\u202e\u0007<script>alert(1)</script>\r\nID';

function baitedAsk() {
  return askFor({
    binding: { ref: `refs/heads/${BAIT}`, repository: `git.example/${BAIT}` },
    requirements: [{ ...requirement('main'), message: BAIT, approvers: ['reviewers', BAIT] }],
    summary: {
      program: BAIT,
      commits: [{ id: '2'.repeat(40), author: BAIT, subject: BAIT }],
      changes: [
        {
          commit: 'net',
          path: BAIT,
          kind: 'added',
          addedLines: 1,
          removedLines: 0,
          opaque: 'binary',
          terms: [BAIT],
        },
      ],
    },
  });
}

describe('what cannot be done ends with a code of its own and says what to do', () => {
  test.each<[string, number, readonly string[]]>([
    ['an id that nothing has', 3, ['show', 'ffff']],
    ['an id that is none', 3, ['show', '../etc']],
    ['no digits at all', 3, ['show', '']],
    ['a decision on what is decided', 4, ['approve', 'ID']],
    ['the token of the requester', 4, ['approve', 'OTHER', '--token-file', 'DEVELOPER']],
    ['the token of an auditor', 4, ['approve', 'OTHER', '--token-file', 'AUDITOR']],
    ['a token file that is not there', 5, ['list', '--token-file', '/nowhere/token']],
    ['an address where nobody is', 5, ['list', '--url', 'http://127.0.0.1:1']],
    ['an address that is none', 5, ['list', '--url', 'ftp://example.com']],
  ])('%s: %d', async (_name, exitCode, args) => {
    const decided = await agent.ask(askFor());
    await (await collector.client('reviewer')).vote(decided.id, { verdict: 'approve', reason: '' });
    const other = await agent.ask(askFor({ binding: { ref: 'refs/heads/other' } }));
    const names: Readonly<Record<string, string>> = {
      ID: decided.id,
      OTHER: other.id,
      DEVELOPER: join(collector.directory, 'tokens', 'developer.token'),
      AUDITOR: join(collector.directory, 'tokens', 'auditor.token'),
    };
    const result = await approvals(...args.map((arg) => names[arg] ?? arg));
    expect(result).toMatchObject({ exitCode, out: '' });
    expect(result.err).toMatch(/^countersign: .+\n {2}.+\n$/);
  });

  test('more than one with these digits: 3', async () => {
    const ids: string[] = [];
    // Of 17 ids two begin with the same digit.
    for (let count = 0; count < 17; count++) {
      ids.push((await agent.ask(askFor({ binding: { ref: `refs/heads/${count}` } }))).id);
    }
    const twice = ids.find((id, index) => ids.findIndex((other) => other[0] === id[0]) !== index) ?? '';
    const result = await approvals('show', twice.slice(0, 1));
    expect(result.exitCode).toBe(3);
    expect(result.err).toContain('more than one');
  });

  test('no collector was ever started: 5', async () => {
    await rm(join(collector.directory, 'url'));
    expect((await approvals('list')).exitCode).toBe(5);
  });

  test('a token that the collector does not know: 4', async () => {
    const file = join(collector.home, 'token');
    await writeFile(file, 'unknown\n');
    const result = await approvals('list', '--token-file', file);
    expect(result.exitCode).toBe(4);
    expect(result.err).not.toContain('unknown\n');
  });
});

test('nothing waits', async () => {
  expect(await approvals('list')).toEqual({ exitCode: 0, out: 'nothing waits for a reviewer\n', err: '' });
});

test('a reviewer lists, looks, approves by the first digits, and others see who did', async () => {
  const { id } = await agent.ask(askFor());
  const listed = await approvals('list');
  expect(listed.out).toContain(id.slice(0, 10));
  expect(listed.out).toContain('refs/heads/main');
  const shown = await approvals('show', id.slice(0, 6));
  for (const said of ['developer', 'main asks', 'Change a line', 'deploy/app.yaml', '+1 -1', 'reviewers']) {
    expect(shown.out).toContain(said);
  }
  const approved = await approvals('approve', id.slice(0, 6), '--reason', 'looks right');
  expect(approved).toMatchObject({ exitCode: 0, err: '' });
  expect(approved.out).toContain('granted until 2026-11-21T08:01:00.000Z');
  expect((await approvals('show', id)).out).toContain('approve by reviewer');
  expect((await approvals('list')).out).toBe('nothing waits for a reviewer\n');
});

test('a denial has a reason, which the requester can read', async () => {
  const { id } = await agent.ask(askFor());
  const denied = await approvals('deny', id, '--reason', 'not on a Friday', '--json');
  expect(JSON.parse(denied.out)).toMatchObject({ state: { kind: 'denied', reason: 'not on a Friday' } });
  expect((await agent.get(id)).state).toMatchObject({ kind: 'denied', reason: 'not on a Friday' });
});

test('JSON holds the same approvals, one a line', async () => {
  const asked = [await agent.ask(askFor()), await agent.ask(askFor({ binding: { ref: 'refs/heads/x' } }))];
  const { out } = await approvals('list', '--json', '--state', 'all');
  expect(
    out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Approval),
  ).toEqual(asked);
});

test.each([
  ['list'],
  ['list', '--json'],
  ['show', 'ID'],
  ['show', 'ID', '--json'],
  ['approve', 'ID'],
  ['deny', 'ID', '--reason', BAIT],
])('what a requester wrote moves no cursor and hides nothing: %s %s', async (...args) => {
  const { id } = await agent.ask(baitedAsk());
  const { out, exitCode } = await approvals(...args.map((arg) => (arg === 'ID' ? id : arg)));
  expect(exitCode).toBe(0);
  expect(out).not.toMatch(/[^\n\P{Cc}]|\p{Cf}/u);
});

test('a marked change says so', async () => {
  const { id } = await agent.ask(baitedAsk());
  const { out } = await approvals('show', id);
  expect(out).toContain('OPAQUE: binary');
  expect(out).toContain('contains "\\u{1b}[2J');
});

test('watching prints what waits, then what happens, across a restart of the collector', async () => {
  const { id } = await agent.ask(askFor());
  const stop = new AbortController();
  const seen: string[] = [];
  const heard = (count: number): Promise<void> =>
    new Promise((resolve) => {
      waiters.push(() => (seen.length >= count ? resolve() : undefined));
      for (const each of waiters) each();
    });
  const waiters: (() => void)[] = [];
  const watching = runCli(
    collector.home,
    (context) => approvalsCommand(context, stop.signal),
    ['approvals', 'list', '--watch'],
    (text) => {
      seen.push(text);
      for (const each of waiters) each();
    },
  );
  await heard(1);
  await collector.stop();
  await collector.start();
  const reviewer = await collector.client('reviewer');
  const second = await agent.ask(askFor({ binding: { ref: 'refs/heads/second' } }));
  await heard(2);
  await reviewer.vote(id, { verdict: 'approve', reason: '' });
  await heard(3);
  stop.abort();
  expect((await watching).err).toContain('went away');
  expect(seen.map((line) => line.split('  ').slice(0, 2).join(' '))).toEqual([
    `${id.slice(0, 10)} pending`,
    `${second.id.slice(0, 10)} pending`,
    expect.stringContaining(`${id.slice(0, 10)} granted`),
  ]);
});
