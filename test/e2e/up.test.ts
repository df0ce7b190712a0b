import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

const MAIN = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
const WITHIN = { timeout: 50_000 };

/** What `npm start` runs, and what a newcomer then types: the lines as they stand on the screen. */
let folder: string;
let environment: NodeJS.ProcessEnv;
let up: ChildProcess;
let screen = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-up-'));
  const [user, home] = [join(folder, 'user'), join(folder, 'home')];
  await mkdir(user);
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  environment = {
    ...{ PATH, NODE_COMPILE_CACHE, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' },
    ...{ HOME: user, COUNTERSIGN_HOME: home, npm_config_cache: join(folder, 'npm') },
  };
  up = spawn(process.execPath, [MAIN, 'up'], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  up.stdout?.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
  });
  await vi.waitFor(() => expect(screen).toContain('Ctrl-C stops everything'), WITHIN);
});

afterAll(async () => {
  up.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** The line of the screen that has this in it, to be typed. */
function lineWith(text: string): string {
  const line = screen.split('\n').find((each) => each.startsWith('       ') && each.includes(text));
  if (line === undefined) throw new Error(`no line on the screen has ${text}`);
  return line.trim();
}

function type(...lines: readonly string[]): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve) => {
    const shell = execFile('sh', ['-c', lines.join(' && ')], { env: environment }, (_fault, out, err) =>
      resolve({ code: shell.exitCode, said: out + err }),
    );
  });
}

it('a newcomer pushes, a reviewer approves, the push completes; a forced one is refused; both are on record', async () => {
  const enter = lineWith('cd ');
  const push = type(enter, lineWith('One more line'));
  await vi.waitFor(() => expect(screen).toMatch(/pending .*approval /), WITHIN);
  const { said: list } = await type(lineWith('approvals list'));
  const [id = ''] =
    /^\S+/m.exec(list.split('\n').find((line) => line.includes('refs/heads/main')) ?? '') ?? [];
  expect(await type(lineWith('approvals approve').replace('ID', id))).toMatchObject({ code: 0 });
  expect(await push).toMatchObject({ code: 0, said: expect.stringMatching(/ main -> main\n/) });
  const forced = await type(enter, lineWith('push --force'));
  expect(forced.said).toMatch(/! \[remote rejected\] main -> main \(protected branches are neither/);
  await vi.waitFor(() => expect(screen).toMatch(/forwarded[\s\S]*refused/), WITHIN);
  const [, audit = ''] = /^ {2}audit +(.+)$/m.exec(screen) ?? [];
  await vi.waitFor(async () => expect((await type(audit)).said).toMatch(/refused/), WITHIN);
});

it('stops when it is asked to, and has written nothing outside its home', async () => {
  up.kill('SIGINT');
  const [code] = await once(up, 'exit');
  expect(code).toBe(0);
  expect(await readdir(join(folder, 'user'))).toEqual([]);
});
