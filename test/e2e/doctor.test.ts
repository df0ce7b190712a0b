import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Check } from '../../cli/doctor/check.ts';
import { examine } from '../../cli/doctor/examine.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;

beforeAll(async () => {
  world = await openWorld();
});

afterAll(() => world.close());

/** Ways round the agent are looked for with the tools of a person, who has none here. */
const NO_TOOLS = { PATH: '/nonexistent' };

async function outcomes(): Promise<Readonly<Record<string, Check['outcome']>>> {
  const { checks } = await examine({ home: world.home, environment: NO_TOOLS, findStore: async () => null });
  for (const { outcome, mend } of checks)
    expect(mend !== '').toBe(outcome === 'failed' || outcome === 'bypass');
  return Object.fromEntries(checks.map(({ id, outcome }) => [id, outcome]));
}

describe('the doctor', () => {
  it('finds every link of a whole chain by a real request', async () => {
    const before = await world.agent().status();
    expect(await outcomes()).toMatchObject({
      ...{ agent: 'ok', policy: 'ok', journal: 'ok', shipping: 'ok', collector: 'ok' },
      ...{ leaf: 'ok', git: 'ok', curl: 'ok' },
    });
    expect((await world.agent().status()).sessions).toBe(before.sessions);
  });

  it('finds an editor whose settings no longer lead through the agent', async () => {
    const file = join(world.home, 'editor', 'settings.json');
    await mkdir(join(world.home, 'editor'));
    await writeFile(file, '{ "http.proxy": "http://proxy.corp.example:8080" }');
    const change = {
      ...{ editor: 'e', name: 'Editor', file, key: 'http.proxy' },
      ...{ before: { kind: 'absent' }, after: { kind: 'proxy', session: 'abc' } },
    };
    const wiring = join(world.home, 'wiring.json');
    await writeFile(wiring, JSON.stringify({ v: 1, changes: [change] }));
    expect(await outcomes()).toMatchObject({ 'editor-http.proxy': 'failed' });
    await rm(wiring);
  });

  it('finds an agent that has stopped, and says what it could not look at', async () => {
    await world.agent().close();
    expect(await outcomes()).toMatchObject({ agent: 'failed', links: 'skipped' });
  });
});
