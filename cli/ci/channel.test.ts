import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { closedEnvironment } from '../../protocol/session-environment.ts';
import { type Channel, channelOf } from './channel.ts';
import type { PipelineKind } from './pipeline.ts';

let home: string;
let out: string;
let err: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'countersign-channel-'));
  [out, err] = ['', ''];
  for (const name of ['env', 'path', 'summary']) await writeFile(join(home, name), '');
});

afterEach(() => rm(home, { recursive: true, force: true }));

function channel(kind: PipelineKind): Channel {
  return channelOf(kind, {
    home,
    environment: {
      GITHUB_ENV: join(home, 'env'),
      GITHUB_PATH: join(home, 'path'),
      GITHUB_STEP_SUMMARY: join(home, 'summary'),
    },
    context: {
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
    },
  });
}

const OPEN = { A: "it's", a_b: '1' };
const HOW = { secrets: ['s3cret'], path: '/bin of mine' };

test('a secret is masked on GitHub before the file that holds it is written, and programs are found', async () => {
  channel('github-actions').open(OPEN, HOW);
  expect(out).toBe('::add-mask::s3cret\n');
  expect(await readFile(join(home, 'env'), 'utf8')).toMatch(/^A<<(\S+)\nit's\n\1\na_b<<(\S+)\n1\n\2\n$/);
  expect(await readFile(join(home, 'path'), 'utf8')).toBe('/bin of mine\n');
});

test('a secret is masked on Azure before the variable that holds it is set, and names are in capitals', () => {
  channel('azure-pipelines').open(OPEN, HOW);
  expect(out).toBe(
    "##vso[task.setsecret]s3cret\n##vso[task.setvariable variable=A]it's\n##vso[task.prependpath]/bin of mine\n",
  );
});

test('a shell sources a file that is its own alone, and is told nothing but where it is', async () => {
  channel('shell').open(OPEN, HOW);
  expect([out, err]).toEqual([`${join(home, 'job.sh')}\n`, '']);
  expect((await stat(join(home, 'job.sh'))).mode & 0o777).toBe(0o600);
  const script = `. "${out.trim()}"; printf '%s|%s|%s' "$A" "$a_b" "$PATH"`;
  const { stdout } = await promisify(execFile)('sh', ['-c', script], { env: { PATH: '/bin' } });
  expect(stdout).toBe("it's|1|/bin of mine:/bin");
});

test.each(['sh', 'bash'])(
  'after a failure %s goes no further, and a step that does all the same reaches nobody',
  async (shell) => {
    const shut = channel('shell');
    shut.shut(closedEnvironment({}));
    shut.fail('no agent');
    const source = `. "${out.trim()}"`;
    const env = { PATH: process.env['PATH'] ?? '', HOME: home, GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' };
    const runs = (script: string) => promisify(execFile)(shell, ['-c', script], { env });
    await expect(runs(`set -e; ${source}; echo on`)).rejects.toMatchObject({ stdout: '' });
    const git = 'git ls-remote https://git.example/a/b.git';
    await expect(runs(`${source} || true; ${git}`)).rejects.toMatchObject({
      stderr: expect.stringContaining('countersign-is-not-running.invalid'),
    });
    // What printed nothing at all is no file either.
    await expect(runs('set -e; . "$(false)"; echo on')).rejects.toMatchObject({ stdout: '' });
  },
);

test.each<[PipelineKind, string]>([
  ['github-actions', '::error title=Countersign::refused: : :set-env%0A# #vso[x]\\u{1b}\n'],
  ['azure-pipelines', '##vso[task.logissue type=error]refused: : :set-env%0A# #vso[x]\\u{1b}\n'],
])('what others wrote is no command of %s', (kind, expected) => {
  channel(kind).fail('refused:::set-env\n##vso[x]\u001b');
  expect(out).toBe(expected);
});
