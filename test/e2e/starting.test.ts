import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startCollector } from '../../collector/server.ts';
import { startOrigin } from '../support/raw-wire.ts';
import { openWorld, type World } from '../support/world.ts';

/** What keeps an agent or a collector from starting: each says what is in the way, and what to do about it. */
let world: World;
let home: string;

beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'countersign-start-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

describe('an agent does not start', () => {
  it('when one runs with the same home', async () => {
    await expect(world.secondAgent({})).rejects.toMatchObject({
      code: 'locked',
      hint: expect.stringContaining('an agent with this home is running already'),
    });
    expect((await world.agent().status()).proxy.port).toBe(world.agent().port);
  });

  describe('with the home of one that has stopped', () => {
    beforeAll(() => world.agent().close());

    it('when its port is taken, and leaves the home to the next', async () => {
      const taken = await startOrigin(null);
      await expect(world.secondAgent({ port: taken.port })).rejects.toMatchObject({
        code: 'port-taken',
        message: expect.stringContaining(`port ${taken.port}`),
        hint: expect.stringContaining('choose another port'),
      });
      await taken.close();
      await (await world.secondAgent({})).close();
    });

    it.each([
      ['HTTPS_PROXY', '127.0.0.1'],
      ['https_proxy', 'localhost'],
      ['HTTP_PROXY', '[::1]'],
    ])('when %s leads back to it', async (name, host) => {
      const first = await world.secondAgent({});
      const { port } = first;
      await first.close();
      const environment = { [name]: `http://session:hunter2@${host}:${port}` };
      const again = world.secondAgent({ port, environment });
      await expect(again).rejects.toMatchObject({
        code: 'own-proxy',
        hint: expect.stringContaining('env -u'),
      });
      await expect(again).rejects.not.toThrow('hunter2');
    });
  });

  it('when others can write to its folder', async () => {
    await mkdir(join(home, 'agent'));
    await chmod(join(home, 'agent'), 0o777);
    await expect(world.secondAgent({ home })).rejects.toMatchObject({ code: 'writable-by-others' });
  });
});

describe('a collector does not start', () => {
  const start = (directory: string, port = 0) =>
    startCollector({ directory, port, clock: () => new Date('2026-11-21T08:00:00.000Z') });

  it('when one runs on the same folder, which loses nothing by it', async () => {
    const first = await start(home);
    await expect(start(home)).rejects.toMatchObject({
      code: 'locked',
      hint: expect.stringContaining('a collector with this home is running already'),
    });
    expect((await fetch(`${first.url}/v1/records`)).status).toBe(401);
    await first.close();
    await (await start(home)).close();
  });

  it('when its port is taken, and leaves the folder to the next', async () => {
    const taken = await startOrigin(null);
    await expect(start(home, taken.port)).rejects.toMatchObject({
      code: 'cannot-listen',
      hint: expect.stringContaining('choose another port'),
    });
    await taken.close();
    await (await start(home)).close();
  });
});
