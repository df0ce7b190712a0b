import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCollectorClient } from '../agent/collector-client/client.ts';
import { runCli } from '../test/support/cli.ts';
import { collectorCommand } from './collector.ts';

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'countersign-cli-'));
});

afterEach(() => rm(home, { recursive: true, force: true }));

test('it runs until it is stopped, and says where it is and where the tokens are, not what they are', async () => {
  let said = '';
  let stopped: unknown = null;
  const stop = async (): Promise<void> => {
    const { url, tokens } = JSON.parse(said) as { url: string; tokens: Record<string, string> };
    const token = (await readFile(tokens['reviewer'] ?? '', 'utf8')).trim();
    expect(said).not.toContain(token);
    const client = createCollectorClient({ url, token, timeoutMs: 5000 });
    expect(await client.list({})).toEqual({ approvals: [], next: null });
    client.close();
    stopped = url;
  };
  const args = ['collector', '--port', '0', '--json'];
  const result = await runCli(
    home,
    (context) => collectorCommand(context, stop),
    args,
    (text) => {
      said += text;
    },
  );
  expect(result).toMatchObject({ exitCode: 0, err: '' });
  const client = createCollectorClient({ url: String(stopped), token: 't', timeoutMs: 5000 });
  await expect(client.list({})).rejects.toMatchObject({ code: 'unreachable' });
});

test.each(['-1', '65536', 'x', '1e3'])('no port: %s', async (port) => {
  const make = (context: Parameters<typeof collectorCommand>[0]) =>
    collectorCommand(context, () => Promise.resolve())
      .exitOverride()
      .configureOutput({ writeErr: () => {} });
  await expect(runCli(home, make, ['collector', '--port', port])).rejects.toMatchObject({
    code: 'commander.invalidArgument',
  });
});

test('what was backed up is restored into another home', async () => {
  const folder = join(home, 'backup');
  let backedUp: unknown = null;
  const stop = async (): Promise<void> => {
    backedUp = await runCli(home, collectorCommand, ['collector', 'backup', folder, '--json']);
  };
  await runCli(home, (context) => collectorCommand(context, stop), ['collector', '--port', '0']);
  expect(backedUp).toMatchObject({ exitCode: 0, out: expect.stringContaining('"records":0') });
  const other = join(home, 'other');
  const restored = await runCli(other, collectorCommand, ['collector', 'restore', folder]);
  expect(restored).toMatchObject({ exitCode: 0, out: expect.stringContaining('0 records restored') });
  const migrated = await runCli(other, collectorCommand, ['collector', 'migrate']);
  expect(migrated).toMatchObject({ exitCode: 0, out: 'the database is up to date\n' });
  const again = runCli(other, collectorCommand, ['collector', 'restore', folder]);
  await expect(again).rejects.toMatchObject({ code: 'not-empty' });
});
