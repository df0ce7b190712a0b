import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CliResult, runCli } from '../test/support/cli.ts';
import { openTestCollector, type TestCollector } from '../test/support/collector.ts';
import { collectorCommand } from './collector.ts';

const DAY_MS = 24 * 60 * 60_000;

let collector: TestCollector;

beforeAll(async () => {
  collector = await openTestCollector({}, { retention: { prompt: 90 * DAY_MS, answer: null, review: null } });
});

afterAll(() => collector.close());

function collect(...args: readonly string[]): Promise<CliResult> {
  return runCli(collector.home, collectorCommand, ['collector', ...args]);
}

test('how long what was said is kept, and that nothing would go, is shown', async () => {
  const { out, exitCode } = await collect('retention', '--dry-run');
  expect(out).toMatch(
    /^what was asked is kept for 90 days, as the settings says?\nwhat was answered is kept for good\nwhat reviewers were shown is kept for good\nnothing is old/,
  );
  expect(exitCode).toBe(0);
  expect(JSON.parse((await collect('retention', '--json')).out)).toMatchObject({ due: [], sweeping: 0 });
});

test('a hold is placed, listed and released', async () => {
  const reason = ['--reason', 'case 7'];
  const placed = await collect(
    'hold',
    'add',
    '--user',
    'dana',
    '--since',
    '2026-11-01T00:00:00Z',
    ...reason,
    '--json',
  );
  expect(JSON.parse(placed.out)).toMatchObject({
    subject: 'dana',
    since: '2026-11-01T00:00:00.000Z',
    until: null,
  });
  expect((await collect('hold', 'list')).out).toMatch(
    /^number +user[^\n]*\n1 +dana +any +any +2026-11-01[^\n]*case 7/,
  );
  expect((await collect('hold', 'release', '1')).exitCode).toBe(0);
  expect((await collect('hold', 'release', '1')).exitCode).toBe(3);
  expect((await collect('hold', 'list', '--json')).out).toBe('');
});

test.each([['of everything', ['--reason', 'a case'], 4]])(
  'a hold %s is refused',
  async (_name, args, exitCode) => {
    expect((await collect('hold', 'add', ...args)).exitCode).toBe(exitCode);
  },
);
