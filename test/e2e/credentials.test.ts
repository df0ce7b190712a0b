import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type GitServer, startGitServer } from '../../cli/playground/git-server.ts';
import { openDemoRepository } from '../../cli/playground/repository.ts';
import { type GithubAppServer, startGithubAppServer } from '../support/github-app-server.ts';
import { keptCertificate } from '../support/kept-certificate.ts';
import { processesThatShow } from '../support/process-listing.ts';
import { openWorld, type Repository, type World } from '../support/world.ts';

const API_HOST = 'api.playground.test';

let world: World;
let app: GithubAppServer;
let folder: string;
const logged: string[] = [];
/** What the processes of this machine showed of a credential at the moments when a server was shown it. */
const leaked: string[] = [];
/** Stands for a server that no policy governs; what it was shown is kept. */
let elsewhere: GitServer;
const shownElsewhere: string[] = [];
const ELSEWHERE = 'git.elsewhere.test';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-app-'));
  const certificate = await keptCertificate({ folder, host: API_HOST, now: new Date() });
  app = await startGithubAppServer(certificate);
  world = await openWorld({
    admits: (authorization, what) => {
      if (authorization !== '') leaked.push(...processesThatShow(authorization));
      return app.admits(authorization, what);
    },
    upstream: {
      hosts: { [API_HOST]: '127.0.0.1', [ELSEWHERE]: '127.0.0.1' },
      extraTrust: [certificate.authority],
    },
    policy: (text) =>
      text.replace(
        'rules:\n',
        `rules:\n  - { id: elsewhere, on: [tunnel], when: 'host == "${ELSEWHERE}"', effect: allow }\n`,
      ),
    onLogLine: (line) => void logged.push(line),
  });
  await writeFile(join(world.home, 'app.pem'), app.key, { mode: 0o600 });
  const settings = {
    credentials: [
      {
        provider: 'github-app',
        hosts: [`${world.host}:${world.server.port}`],
        appId: app.appId,
        privateKeyFile: 'app.pem',
        api: `https://${API_HOST}:${app.port}`,
      },
    ],
  };
  await writeFile(join(world.home, 'credentials.yaml'), JSON.stringify(settings), { mode: 0o600 });
  await world.restartAgent();
  await openDemoRepository(join(folder, 'elsewhere'), 'other/library.git');
  elsewhere = await startGitServer({
    ...(await keptCertificate({ folder: join(folder, 'tls'), host: ELSEWHERE, now: new Date() })),
    ...{ root: join(folder, 'elsewhere'), host: ELSEWHERE, port: 0 },
    admits: (authorization) => {
      shownElsewhere.push(authorization);
      return true;
    },
  });
});

afterAll(async () => {
  await world.close();
  await app.close();
  await elsewhere.close();
  await rm(folder, { recursive: true, force: true });
});

afterEach(() => {
  app.answerWith(null);
});

/** One that the App is installed on. */
async function repository(): Promise<Repository> {
  const opened = await world.repository();
  app.installedOn.add(opened.id.split('/').slice(1).join('/'));
  return opened;
}

async function change(opened: Repository): Promise<string> {
  await opened.dev.write('src/more.ts', 'export const more = 1;\n');
  return opened.dev.commit('Add more');
}

function since(count: number): GithubAppServer['made'] {
  return app.made.slice(count);
}

test('git pushes without a credential of its own; each it goes out with is for that repository, and ended after', async () => {
  const opened = await repository();
  const before = app.made.length;
  const newId = await change(opened);
  const { code, stderr } = await opened.dev.git('push', 'origin', 'HEAD:refs/heads/feature');
  expect([code, stderr]).toEqual([0, expect.any(String)]);
  expect((await opened.refs())['refs/heads/feature']).toBe(newId);
  const name = opened.id.split('/').slice(1).join('/');
  const made = since(before);
  expect(new Set(made.flatMap(({ repositories }) => repositories))).toEqual(new Set([name]));
  expect(made.map(({ permissions }) => permissions['contents'])).toContain('write');
  await expect.poll(() => made.map(({ isLive }) => isLive)).toEqual(made.map(() => false));
});

test('a credential of the client is dropped, whatever it is', async () => {
  const opened = await repository();
  await change(opened);
  const given = `Authorization: Basic ${Buffer.from('countersign:').toString('base64')}`;
  const { code } = await opened.dev.git(
    '-c',
    `http.extraHeader=${given}`,
    'push',
    'origin',
    'HEAD:refs/heads/a',
  );
  expect(code).toBe(0);
});

test('a push that was held goes out with one that was made after the approval', async () => {
  const opened = await repository();
  await change(opened);
  const push = opened.dev.git('push', 'origin', 'main');
  const { id } = await world.pending(opened.id);
  const before = app.made.length;
  await world.approve(id);
  expect((await push).code).toBe(0);
  // What is read anew to judge it once more is read by tokens of their own.
  const may = since(before).map(({ permissions }) => permissions['contents']);
  expect(may.filter((each) => each === 'write')).toEqual(['write']);
});

test('what each was good for is on record, and that it was ended', async () => {
  const issued = await world.records('credential.issued');
  expect(issued.map(({ detail }) => detail)).toContainEqual({
    provider: 'github-app',
    host: world.host,
    purpose: 'git.write',
    repository: expect.stringMatching(/^team\/demo-/),
    permissions: { contents: 'write', metadata: 'read' },
  });
  expect((await world.records('credential.ended')).map(({ detail }) => detail['isEnded'])).not.toContain(
    false,
  );
});

test.each<[string, (opened: Repository) => void]>([
  [
    'the App is not installed there',
    (opened) => app.installedOn.delete(opened.id.split('/').slice(1).join('/')),
  ],
  ['it was renamed', (opened) => app.renamed.add(opened.id.split('/').slice(1).join('/'))],
  [
    'the token is for one of another name',
    () => app.answerWith((answer) => ({ ...answer, repositories: [{ full_name: 'team/renamed' }] })),
  ],
  ['GitHub says no', () => app.answerWith(() => ({ message: 'no' }))],
  [
    'the token is for more repositories',
    () =>
      app.answerWith((answer) => ({ ...answer, repositories: [{ full_name: 'a/b' }, { full_name: 'a/c' }] })),
  ],
  [
    'the token may do more',
    () => app.answerWith((answer) => ({ ...answer, permissions: { administration: 'write' } })),
  ],
  ['the token is no token', () => app.answerWith((answer) => ({ ...answer, token: 'x\r\nX-Evil: 1' }))],
])('%s: nothing goes out', async (_name, arrange) => {
  const opened = await repository();
  await change(opened);
  arrange(opened);
  const { code, stderr } = await opened.dev.git('push', 'origin', 'HEAD:refs/heads/feature');
  expect(code).not.toBe(0);
  expect(stderr).toMatch(/GitHub|token|App/);
  expect(Object.keys(await opened.refs())).toEqual(['refs/heads/main']);
});

describe('a submodule', () => {
  const added = async (url: string): Promise<Repository> => {
    const opened = await repository();
    const { dev } = opened;
    await dev.write('.gitmodules', `[submodule "library"]\n\tpath = library\n\turl = ${url}\n`);
    const head = await dev.must('rev-parse', 'HEAD');
    await dev.must('update-index', '--add', '--cacheinfo', `160000,${head},library`);
    await dev.must('add', '.gitmodules');
    await dev.must('commit', '--quiet', '--message', 'Add a library');
    return opened;
  };
  // The server that nobody vouches for is believed all the same: that is not what keeps a credential from it.
  const update = async ({ dev }: Repository) => {
    const proxy = await dev.must('config', 'http.proxy');
    const settings = [`http.proxy=${proxy}`, 'http.proxyAuthMethod=basic', 'http.sslVerify=false'];
    const given = settings.flatMap((setting) => ['-c', setting]);
    return dev.git(...given, 'submodule', 'update', '--init', 'library');
  };

  test('that points to another host is fetched there without a credential of ours', async () => {
    const before = app.made.length;
    const { code, stderr } = await update(
      await added(`https://${ELSEWHERE}:${elsewhere.port}/other/library.git`),
    );
    expect([code, stderr]).toEqual([0, expect.any(String)]);
    expect(shownElsewhere.length).toBeGreaterThan(0);
    expect(new Set(shownElsewhere)).toEqual(new Set(['']));
    expect(since(before)).toEqual([]);
  });

  test('that points to another repository of the host gets a credential for that one alone', async () => {
    const library = await repository();
    const opened = await added(library.url);
    const before = app.made.length;
    expect((await update(opened)).code).toBe(0);
    expect(new Set(since(before).flatMap(({ repositories }) => repositories))).toEqual(
      new Set([library.id.split('/').slice(1).join('/')]),
    );
  });

  test('that points to a repository without the App is not fetched', async () => {
    const library = await world.repository();
    const { code, stderr } = await update(await added(library.url));
    expect([code, stderr]).toEqual([1, expect.stringContaining('no installation')]);
  });
});

test('no credential is in a log, in a record, in a file, in an environment or on a command line', async () => {
  const records = JSON.stringify(await world.records());
  const { stdout: commands } = await promisify(execFile)('ps', ['-eo', 'args']);
  const files = await Promise.all(
    (await readdir(join(world.home, 'agent'), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')),
  );
  expect(leaked).toEqual([]);
  const everything = [records, commands, logged.join('\n'), ...files];
  expect(app.made.length).toBeGreaterThan(5);
  for (const { token } of app.made) {
    const encoded = Buffer.from(`x-access-token:${token}`).toString('base64');
    expect(everything.some((text) => text.includes(token) || text.includes(encoded))).toBe(false);
  }
});
