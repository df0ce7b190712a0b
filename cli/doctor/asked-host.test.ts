import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PolicyHost } from '../../protocol/control.ts';
import { playgroundOriginFile } from '../paths.ts';
import { askedHost } from './asked-host.ts';

let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'countersign-asked-'));
  await mkdir(join(home, 'playground'));
  await writeFile(playgroundOriginFile(home), 'https://git.playground.test:4711\n');
});

afterAll(() => rm(home, { recursive: true, force: true }));

const SAID = { ssh: 'warn', enforcedBy: null } as const;
const git = (suffix: string): PolicyHost => ({ suffix, kind: 'git', ...SAID });

test.each<[string, readonly PolicyHost[], string | null]>([
  [
    'the playground, on the port of its server',
    [git('git.playground.test'), git('github.com')],
    'git.playground.test:4711',
  ],
  ['another host, whatever the playground left behind', [git('github.com')], 'github.com'],
  [
    'the first that is no pattern',
    [git('.ghe.com'), { suffix: 'api.githubcopilot.com', kind: 'copilot', ...SAID }, git('github.com')],
    'github.com',
  ],
  ['none, where only patterns are governed', [git('.ghe.com')], null],
])('asks %s', async (_name, hosts, authority) => {
  expect((await askedHost(home, { hosts }))?.authority ?? null).toBe(authority);
});
