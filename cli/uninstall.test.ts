import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Agent } from '../agent/agent.ts';
import { openWorld, type World } from '../test/support/world.ts';
import { uninstallCommand } from './uninstall.ts';

let world: World;
let agent: Agent;
const exitCodeBefore = process.exitCode;

beforeAll(async () => {
  world = await openWorld();
});

afterAll(() => world?.close());

beforeEach(() => {
  agent = world.agent();
});

afterEach(() => {
  process.exitCode = exitCodeBefore;
});

/** What `uninstall` says of the agent, and whether that had ended its work when the trust store was looked for. */
async function uninstall(agentEndsWithinMs: number) {
  const out: string[] = [];
  let isDone = false;
  let wasDoneBefore: boolean | undefined;
  const ended = agent.stopAsked.then(async () => {
    // It ends what it has begun first.
    await new Promise((resolve) => setTimeout(resolve, 300));
    isDone = true;
    await agent.close();
  });
  const findStore = async () => {
    wasDoneBefore = isDone;
    return null;
  };
  const context = {
    home: world.home,
    environment: {},
    out: (text: string) => void out.push(text),
    err: () => undefined,
  };
  await uninstallCommand(context, { findStore, agentEndsWithinMs }).parseAsync(['--json'], { from: 'user' });
  await ended;
  const { undone }: { undone: readonly { what: string; outcome: string }[] } = JSON.parse(out.join(''));
  return { agent: undone.find(({ what }) => what === 'the agent'), wasDoneBefore };
}

it('leaves the trust store once the agent, which may be leaving it, has ended', async () => {
  expect(await uninstall(60_000)).toMatchObject({
    agent: { outcome: 'undone' },
    wasDoneBefore: true,
  });
  expect(process.exitCode).toBe(0);
});

it('says that an agent goes on which does not end in time', async () => {
  await world.restartAgent();
  agent = world.agent();
  expect(await uninstall(0)).toMatchObject({ agent: { outcome: 'stuck' }, wasDoneBefore: false });
  expect(process.exitCode).toBe(1);
});
