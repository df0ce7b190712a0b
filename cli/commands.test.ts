import { beforeAll, expect, test } from 'vitest';
import { commandsFor } from './commands.ts';
import type { CliContext } from './context.ts';

const context: CliContext = { home: '/nowhere', environment: {}, out: () => {}, err: () => {} };

async function names(first: string | undefined): Promise<readonly string[]> {
  return (await commandsFor(first, context)).map((command) => command.name());
}

/** Reading the whole program from disk takes long on a machine that has much else to do. */
beforeAll(async () => void (await names(undefined)), 300_000);

test('each is found by the name that it has, alone', async () => {
  const all = await names(undefined);
  expect(new Set(all).size).toBe(all.length);
  for (const name of all) expect(await names(name)).toEqual([name]);
});

test.each(['--help', 'help', '-V', 'nope', 'constructor', '__proto__', ''])(
  '%j: all of them',
  async (first) => {
    expect(await names(first)).toEqual(await names(undefined));
  },
);
