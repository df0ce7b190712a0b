import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorld, type Repository, type World } from '../support/world.ts';

const MAIN = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

let world: World;
let repository: Repository;

beforeAll(async () => {
  world = await openWorld();
  repository = await world.repository();
  for (const name of ['http.proxy', 'http.sslCAInfo']) await repository.dev.must('config', '--unset', name);
});

afterAll(() => world.close());

function countersign(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const env = { PATH, NODE_COMPILE_CACHE, HOME: world.home, COUNTERSIGN_HOME: world.home, LC_ALL: 'C' };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [MAIN, ...args],
      { env, cwd: repository.dev.clone },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? 1, stdout, stderr }),
    );
  });
}

it('runs git through the agent with nothing configured in the clone', async () => {
  await repository.dev.must('switch', '--create', 'feature/exec');
  const id = await repository.dev.commit('Exec');
  const push = await countersign('exec', '--actor', 'ai', '--', 'git', 'push', 'origin', 'feature/exec');
  expect(push).toMatchObject({ code: 0 });
  expect((await repository.refs())['refs/heads/feature/exec']).toBe(id);
});

it('gives a session of its own, with its actor, to what it runs', async () => {
  const opened = (await world.records('session.opened')).map(({ detail }) => detail);
  expect(opened).toContainEqual(expect.objectContaining({ actor: 'ai', program: 'git' }));
  expect((await world.records('session.closed')).length).toBeGreaterThan(0);
});

it('ends with the code of the program', async () => {
  expect((await countersign('exec', '--', 'sh', '-c', 'exit 7')).code).toBe(7);
  expect((await countersign('exec', '--', 'sh', '-c', 'kill -TERM $$')).code).toBe(143);
  expect((await countersign('exec', '--', '/nowhere/to/be/found')).code).toBe(127);
});

it('lets an assistant raise nothing', async () => {
  const inner = `${process.execPath} ${MAIN} exec --actor human -- true`;
  const result = await countersign('exec', '--actor', 'ai', '--', 'sh', '-c', inner);
  expect(result.code).toBe(1);
  expect(result.stderr).toContain('cannot open one of actor human');
});

it('prints an environment that a shell can take', async () => {
  const { stdout } = await countersign('env', '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    HTTPS_PROXY: expect.stringMatching(/^http:\/\/[^:]+:[^@]+@127\.0\.0\.1:\d+$/),
  });
});

it.each([
  [['--help'], 0, /Commands:/],
  [['--version'], 0, /^\d+\.\d+\.\d+\n$/],
  [['nonsense'], 2, /unknown command/],
  [['exec', '--actor', 'root', '--', 'true'], 2, /Allowed choices are/],
  [['approvals', 'approve', 'nothing-like-it'], 3, /nothing-like-it/],
])('%j ends with %i', async (args, code, said) => {
  const result = await countersign(...args);
  expect(result.code).toBe(code);
  expect(result.stdout + result.stderr).toMatch(said);
});

it('shows what waits, takes the decision, and shows what happened', async () => {
  await repository.dev.must('switch', 'main');
  await repository.dev.append('src/index.ts', 'export const cli = 1;\n');
  const id = await repository.dev.commit('From the command line');
  const push = countersign('exec', '--', 'git', 'push', 'origin', 'main');
  const approval = await world.pending(repository.id);
  expect((await countersign('approvals', 'list')).stdout).toContain('refs/heads/main');
  expect((await countersign('approvals', 'show', approval.id)).stdout).toContain('src/index.ts');
  expect(await countersign('approvals', 'approve', approval.id)).toMatchObject({ code: 0 });
  expect(await push).toMatchObject({ code: 0 });
  expect((await repository.refs())['refs/heads/main']).toBe(id);
  await world.records();
  expect((await countersign('audit', 'list')).stdout).toContain('git.push');
});
