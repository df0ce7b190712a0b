import type { Command } from 'commander';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StoredRecord } from '../protocol/collector-api.ts';
import { type CliResult, runCli } from '../test/support/cli.ts';
import { openTestCollector, type TestCollector, testChain } from '../test/support/collector.ts';
import { auditCommand } from './audit.ts';
import type { CliContext } from './context.ts';

let collector: TestCollector;

const BAIT = '\u001b[2J\u009b31m\u202e\u0007<script>alert(1)</script>\r\n';

beforeEach(async () => {
  collector = await openTestCollector({ maxPageSize: 100 });
  const agent = await collector.client('agent');
  const chain = testChain();
  await agent.enrol({ publicKey: chain.publicKey });
  const operation = { kind: 'git.push', repository: 'git.example/octo-org/demo' };
  await agent.sendRecords([
    ...chain.grow(1, { event: 'session.opened', session: 's1', exchange: null }),
    ...chain.grow(1, { event: 'exchange.intent', session: 's1', exchange: 'x1', detail: { operation } }),
    ...chain.grow(1, { event: 'exchange.refused', session: BAIT, exchange: 'x2', detail: { reason: BAIT } }),
  ]);
});

afterEach(() => collector.close());

function audit(...args: readonly string[]): Promise<CliResult> {
  return runCli(collector.home, auditCommand, ['audit', ...args]);
}

function sequence({ out }: CliResult): readonly number[] {
  const lines = out.trim().split('\n');
  return lines.map((line) => (JSON.parse(line) as StoredRecord).record.seq);
}

test.each<[number, readonly string[]]>([
  [3, ['show', 'nothing']],
  [4, ['list', '--token-file', 'REVIEWER']],
  [5, ['list', '--url', 'http://127.0.0.1:1']],
])('exit code %d: %j', async (exitCode, args) => {
  const reviewer = `${collector.directory}/tokens/reviewer.token`;
  const result = await audit(...args.map((arg) => (arg === 'REVIEWER' ? reviewer : arg)));
  expect(result).toMatchObject({ exitCode, out: '' });
  expect(result.err).toMatch(/^countersign: /);
});

test.each<[readonly string[], readonly number[]]>([
  [['list'], [1, 2, 3]],
  [
    ['list', '--limit', '2'],
    [2, 3],
  ],
  [['list', '--event', 'exchange.intent'], [2]],
  [
    ['list', '--session', 's1'],
    [1, 2],
  ],
  [
    ['show', 's1'],
    [1, 2],
  ],
  [['show', 'x2'], [3]],
])('%j', async (args, expected) => {
  expect(sequence(await audit(...args, '--json'))).toEqual(expected);
});

test('a list longer than a page is read to its end', async () => {
  const other = await openTestCollector({ maxPageSize: 100 });
  const sender = await other.client('agent');
  const chain = testChain();
  await sender.enrol({ publicKey: chain.publicKey });
  await sender.sendRecords(chain.grow(250));
  const result = await runCli(other.home, auditCommand, ['audit', 'list', '--json', '--limit', '240']);
  expect(sequence(result)).toEqual(Array.from({ length: 240 }, (_, index) => index + 11));
  await other.close();
});

test('a table says what happened', async () => {
  const { out, exitCode } = await audit('list');
  expect(exitCode).toBe(0);
  expect(out).toContain('exchange.intent');
  expect(out).toContain('git.push git.example/octo-org/demo');
});

test('a sheet has the whole detail', async () => {
  const { out } = await audit('show', 'x1', '--details');
  expect(out).toContain('"repository": "git.example/octo-org/demo"');
});

test.each([
  ['list'],
  ['list', '--json'],
  ['show', 'x2'],
  ['show', 'x2', '--details'],
  ['show', 'x2', '--json'],
  ['search', 'script'],
  ['search', 'script', '--json'],
  ['replay', BAIT],
  ['replay', BAIT, '--json'],
  ['agents'],
])('what a client wrote moves no cursor and hides nothing: %s', async (...args) => {
  const { out } = await audit(...args);
  expect(out).not.toMatch(/[^\n\P{Cc}]|\p{Cf}/u);
});

test.each<[readonly string[], readonly number[]]>([
  [['search'], [1, 2, 3]],
  [['search', '--repository', 'git.example/octo-org/demo'], [2]],
  [['search', 'octo-org'], [2]],
  [['search', '--words', 'octo-org', 'nowhere'], []],
  [['search', '--decision', 'refused'], [3]],
  [['search', '--model', 'none-such'], []],
  [['search', '--masked', 'github-pat'], []],
  [['search', '--since', '2026-11-21T08:00:00Z', '--limit', '1'], [3]],
  [['search', '--until', '2026-11-21'], []],
  [
    ['replay', 's1'],
    [1, 2],
  ],
])('%j', async (args, expected) => {
  const result = await audit(...args, '--json');
  expect(result.out === '' ? [] : sequence(result)).toEqual(expected);
});

test.each([
  ['search', '--since', 'yesterday'],
  ['search', '--decision', 'maybe'],
])('%j is wrong usage', async (...args) => {
  await expect(runCli(collector.home, strictAudit, ['audit', ...args])).rejects.toMatchObject({
    code: 'commander.invalidArgument',
  });
});

test('a replay tells what happened, in order', async () => {
  const { out } = await audit('replay', 's1');
  expect(out.split('\n')).toEqual([
    expect.stringMatching(/^ +\+0\.0s \? was started by/),
    expect.stringMatching(/^ +\+0\.0s \[x1\] passed: git\.push git\.example\/octo-org\/demo$/),
    '',
  ]);
});

test('a session that nobody had is not found', async () => {
  expect(await audit('replay', 'nothing')).toMatchObject({ exitCode: 3, out: '' });
});

test('agents are listed with what is odd about them', async () => {
  const agent = await collector.client('agent');
  const [first] = await (await collector.client('auditor')).records({}).then(({ records }) => records);
  if (first === undefined) throw new Error('there is no record');
  await agent.sendRecords([{ record: first.record, signature: first.signature }]);
  const { out } = await audit('agents');
  expect(out).toContain(first.record.agent.slice(0, 12));
  expect(out).toMatch(/developer +3 .*exchange\.refused +repeat at 1$/m);
});

/** Commander ends the process on wrong usage, unless it is told to throw. */
function strictAudit(context: CliContext): Command {
  const command = auditCommand(context);
  for (const each of [command, ...command.commands])
    each.exitOverride().configureOutput({ writeErr: () => {} });
  return command;
}
