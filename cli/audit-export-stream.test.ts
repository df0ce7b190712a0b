import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CliResult, runCli } from '../test/support/cli.ts';
import {
  openTestCollector,
  type TestChain,
  type TestCollector,
  testChain,
} from '../test/support/collector.ts';
import { auditExportCommand } from './audit-export.ts';

let collector: TestCollector;
let chain: TestChain;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-stream-'));
  collector = await openTestCollector();
  chain = testChain();
  const agent = await collector.client('agent');
  await agent.enrol({ publicKey: chain.publicKey });
  await agent.sendRecords(chain.grow(250));
});

afterAll(async () => {
  await collector.close();
  await rm(folder, { recursive: true, force: true });
});

const forever = () => new Promise<never>(() => {});

function run(
  args: readonly string[],
  more: { stopped?: () => Promise<unknown>; onOut?: (text: string) => void } = {},
) {
  const { stopped = forever, onOut } = more;
  const make = (context: Parameters<typeof auditExportCommand>[0]) =>
    auditExportCommand(context, stopped)
      .exitOverride()
      .configureOutput({ writeErr: () => {} });
  return runCli(collector.home, make, ['export', ...args], onOut);
}

function sequences({ out }: Pick<CliResult, 'out'>): readonly number[] {
  const lines = out.split('\n').filter((line) => line !== '');
  return lines.map((line) => (JSON.parse(line) as { metadata: { sequence: number } }).metadata.sequence);
}

const ALL = Array.from({ length: 250 }, (_, at) => at + 1);

test('OCSF goes to standard output, and the next run goes on where this one stopped', async () => {
  const args = ['--format', 'ocsf', '--cursor', join(folder, 'resumed')];
  const first = await run(args);
  expect(sequences(first)).toEqual(ALL);
  expect(first.err).toBe('250 records sent; the last has id 250\n');
  expect(sequences(await run(args))).toEqual([]);
  const agent = await collector.client('agent');
  await agent.sendRecords(chain.grow(2));
  expect(sequences(await run(args))).toEqual([251, 252]);
});

test('only what was asked for goes out', async () => {
  const result = await run(['--format', 'ocsf', '--exchange', 'x7', '--json']);
  expect(sequences(result)).toEqual([7]);
  expect(JSON.parse(result.err)).toMatchObject({ records: 1, rejected: 0 });
});

test('following, it sends what comes, and stops when it is told to', async () => {
  const stop = Promise.withResolvers<void>();
  const agent = await collector.client('agent');
  const next = chain.length() + 1;
  let seen = '';
  const following = run(['--format', 'ocsf', '--follow', '--cursor', join(folder, 'following')], {
    stopped: () => stop.promise,
    onOut: (text) => {
      seen += text;
      if (seen.includes(`"sequence":${next},`)) stop.resolve();
      else if (seen.includes(`"sequence":${next - 1},`)) void agent.sendRecords(chain.grow(1));
    },
  });
  expect(sequences(await following).at(-1)).toBe(next);
  const { after } = JSON.parse(await readFile(join(folder, 'following'), 'utf8')) as { after: number };
  expect(after).toBe(next);
});

test('a receiver that is overloaded gets all of it in the end, each record once', async () => {
  const taken: string[] = [];
  let asked = 0;
  const server = createServer((request, response) => {
    void textOf(request).then((text) => answer(text, response));
  });
  const answer = (text: string, response: ServerResponse) => {
    asked += 1;
    if (asked % 2 === 1) return response.writeHead(503, { 'retry-after': '0' }).end();
    const uids = [...text.matchAll(/"key":"log\.record\.uid","value":\{"stringValue":"[0-9a-f]{64}:(\d+)"/g)];
    taken.push(...uids.map(([, seq = '']) => seq));
    return response.writeHead(200).end('{}');
  };
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const result = await run([
    '--format',
    'otlp',
    '--to',
    `http://127.0.0.1:${port}/v1/logs`,
    '--until',
    '2026-11-22',
  ]);
  server.close();
  expect(taken.map(Number).slice(0, 250)).toEqual(ALL);
  expect(new Set(taken).size).toBe(taken.length);
  expect(result.err).toContain('the receiver answered 503; trying again');
});

test.each<[string, readonly string[]]>([
  ['nothing to do', []],
  ['two things to do', ['--out', 'x', '--format', 'ocsf']],
  ['a cursor of a bundle', ['--out', 'x', '--cursor', 'y']],
])('wrong usage: %s', async (_name, args) => {
  await expect(run(args)).rejects.toMatchObject({ exitCode: 2 });
});

test('another format than there is', async () => {
  await expect(run(['--format', 'leef'])).rejects.toMatchObject({ code: 'commander.invalidArgument' });
});
