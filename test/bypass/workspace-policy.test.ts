import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Developer, GitResult } from '../support/developer.ts';
import { openWorld, type Repository, type World } from '../support/world.ts';

/**
 * A repository's own policy, with git, a server and a collector that knows the feed's policies alone: what it
 * tightens, and ways of getting round it.
 */
const FILE = '.countersign.yaml';
const POLICY = `version: 1
hosts: [{ suffix: git.playground.test, kind: git }]
groups:
  reviewers: ["group:reviewers"]
default: allow
rules:
  - { id: frozen, on: [repo.write], when: ref.branch.glob("frozen/**"), effect: deny, message: frozen by the organisation }
`;
const DENY =
  '{ id: docs, on: [repo.write], when: \'changes.exists(c, c.path.glob("docs/**"))\', effect: deny, message: docs are written elsewhere }';
const ASK =
  '{ id: deploy, on: [repo.write], when: \'changes.exists(c, c.path.glob("deploy/**"))\', effect: require_approval, approvers: [reviewers], message: deployments are reviewed }';
const OWN =
  '{ id: own, on: [repo.write], when: \'changes.exists(c, c.path == ".countersign.yaml")\', effect: deny, message: the policy is changed elsewhere }';
const UNREADABLE = '{ id: secret, on: [git.fetch], effect: deny, message: this is read by nobody }';

let feed: string;
let world: World;
let repository: Repository;
let dev: Developer;

beforeAll(async () => {
  feed = await mkdtemp(join(tmpdir(), 'countersign-workspace-'));
  await mkdir(join(feed, 'targets'));
  await writeFile(join(feed, 'targets', 'now.policy.yaml'), POLICY);
  world = await openWorld({
    policy: () => POLICY,
    limits: { workspace: { freshMs: 0 } },
    feedDirectory: feed,
  });
});

afterAll(async () => {
  await world.close();
  await rm(feed, { recursive: true });
});

beforeEach(async () => {
  repository = await world.repository();
  dev = repository.dev;
});

function own(...rules: readonly string[]): string {
  return `version: 1\nrules:${rules.map((rule) => `\n  - ${rule}`).join('') || ' []'}\n`;
}

/** What is on the server's default branch, and from where the next branch begins. */
async function onMain(text: string | null): Promise<void> {
  if (text === null) await rm(join(dev.clone, FILE), { recursive: true });
  else await dev.write(FILE, text);
  await dev.commit('Set the policy');
  await repository.seed();
}

async function pushOf(files: Readonly<Record<string, string>>, ref = 'topic/x'): Promise<GitResult> {
  await dev.must('switch', '--quiet', '--create', ref);
  for (const [path, content] of Object.entries(files)) await dev.write(path, content);
  await dev.commit('Change');
  return dev.git('push', 'origin', ref);
}

const DOCS = { 'docs/a.md': 'a\n' };

describe('a repository tightens', () => {
  it('with a denial, which is on record with both policies', async () => {
    await onMain(own(DENY));
    const { stderr } = await pushOf(DOCS);
    expect(stderr).toMatch(/! \[remote rejected\].*docs are written elsewhere/);
    const refused = (await world.records('exchange.refused')).at(-1)?.detail;
    expect(refused).toMatchObject({
      rule: { id: 'workspace.docs' },
      policy: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
      workspace: [
        {
          repository: repository.id,
          commit: await dev.must('rev-parse', 'main'),
          policy: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
        },
      ],
    });
    expect((await pushOf({ 'src/a.ts': 'a\n' }, 'topic/y')).code).not.toBe(0);
    await dev.must('switch', '--quiet', 'main');
    expect((await pushOf({ 'src/a.ts': 'a\n' }, 'topic/z')).code).toBe(0);
  });

  it('with a review that the collector takes for one of the published policy', async () => {
    await onMain(own(ASK));
    const pushing = pushOf({ 'deploy/a.yml': 'a\n' });
    const held = await world.pending(repository.id);
    expect(held.requirements.map(({ rule }) => rule.id)).toEqual(['workspace.deploy']);
    await world.approve(held.id);
    expect(await pushing).toMatchObject({ code: 0 });
    expect(await repository.refs()).toHaveProperty('refs/heads/topic/x');
  });

  it('by what the default branch says once a review is given', async () => {
    await onMain(own(ASK));
    const pushing = pushOf({ 'deploy/a.yml': 'a\n' });
    const held = await world.pending(repository.id);
    const stricter = await dev.feed(
      Buffer.from(own(ASK.replace(/effect: .* message/u, 'effect: deny, message'))),
      'hash-object',
      '-w',
      '--stdin',
    );
    await landFile(stricter, '100644');
    await world.approve(held.id);
    expect((await pushing).stderr).toMatch(/deployments are reviewed/);
    expect(await repository.refs()).not.toHaveProperty('refs/heads/topic/x');
  });

  it('who may read', async () => {
    await onMain(own(UNREADABLE));
    const { code, stderr } = await dev.git('fetch', 'origin');
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/this is read by nobody/);
  });
});

/** Puts a commit on the server's `main` with this as the policy, from beside the work tree. */
async function landFile(object: string, mode: string): Promise<void> {
  const tree = await dev.feed(
    Buffer.from(
      `${await dev.must('ls-tree', 'main')}\n`.replace(new RegExp(`.*\t${FILE}\n`), '') +
        `${mode} ${mode === '040000' ? 'tree' : 'blob'} ${object}\t${FILE}\n`,
    ),
    'mktree',
  );
  const commit = await dev.must('commit-tree', '-p', 'main', '-m', 'Policy', tree);
  await dev.must('push', '--quiet', serverSide(), `${commit}:refs/heads/main`);
}

function serverSide(): string {
  return join(world.home, 'server', `${repository.id.split('/').slice(1).join('/')}.git`);
}

describe('what it says is not got round', () => {
  const ATTEMPTS: readonly (readonly [string, () => Promise<GitResult>])[] = [
    [
      'by a push that takes the file away',
      async () => {
        await rm(join(dev.clone, FILE));
        return pushOf(DOCS);
      },
    ],
    ['by a push that brings another', () => pushOf({ ...DOCS, [FILE]: own() })],
    [
      'by a push to the default branch that brings another',
      async () => {
        await dev.write(FILE, own());
        await dev.write('docs/a.md', 'a\n');
        await dev.commit('Change');
        return dev.git('push', 'origin', 'main');
      },
    ],
    [
      'from a branch on which it says nothing',
      async () => {
        await rm(join(dev.clone, FILE));
        await pushOf({}, 'topic/without');
        return pushOf(DOCS, 'topic/from-there');
      },
    ],
    [
      'by a branch that is called like HEAD',
      async () => {
        await rm(join(dev.clone, FILE));
        await pushOf({}, 'refs');
        await dev.must('push', 'origin', 'refs:refs/heads/HEAD');
        return pushOf(DOCS, 'topic/beside');
      },
    ],
  ];
  it.each(ATTEMPTS)('%s', async (_, attempt) => {
    await onMain(own(DENY));
    const { stderr } = await attempt();
    expect(stderr).toMatch(/docs are written elsewhere/);
  });

  it('by allowing what the organisation denies', async () => {
    await onMain(own());
    expect((await pushOf({ 'src/a.ts': 'a\n' }, 'frozen/x')).stderr).toMatch(/frozen by the organisation/);
  });

  it('by changing the file, where it says that it is not changed', async () => {
    await onMain(own(OWN));
    expect((await pushOf({ [FILE]: own() })).stderr).toMatch(/the policy is changed elsewhere/);
  });
});

describe('a file that is no policy', () => {
  const BROKEN: readonly (readonly [string, string, RegExp])[] = [
    [
      'a misspelt name',
      own(DENY.replace('changes', 'chnages')),
      /line 3, column \d+: .*chnages.*did you mean/,
    ],
    [
      'more than is fetched',
      `${own()}#${Array.from({ length: 60_000 }, (_, index) => (index * 7919).toString(36)).join('')}\n`,
      /bytes/,
    ],
  ];
  it.each(BROKEN)('refuses what is written: %s', async (_, text, reason) => {
    await onMain(text);
    const { stderr } = await pushOf({ 'src/a.ts': 'a\n' });
    expect(stderr.replaceAll(/\s+(?:remote: )?/g, ' ')).toMatch(reason);
    expect(stderr).toMatch(/until it is mended/);
    expect(await repository.refs()).not.toHaveProperty('refs/heads/topic/x');
  });

  it('refuses what is written where it is a link', async () => {
    await symlink('/etc/passwd', join(dev.clone, FILE));
    await dev.commit('Link');
    await repository.seed();
    expect((await pushOf({ 'src/a.ts': 'a\n' })).stderr).toMatch(/symbolic link/);
  });

  it('can be read, and is mended by a change of it alone', async () => {
    await onMain('%');
    expect((await dev.git('fetch', 'origin')).code).toBe(0);
    expect((await pushOf({ ...DOCS, [FILE]: own() }, 'topic/more')).stderr).toMatch(/until it is mended/);
    expect((await dev.git('push', 'origin', '--delete', 'main')).stderr).toMatch(/until it is mended/);
    await dev.must('switch', '--quiet', 'main');
    await dev.write(FILE, own(DENY));
    await dev.commit('Mend');
    expect((await dev.git('push', 'origin', 'main')).code).toBe(0);
    expect((await pushOf({ 'src/a.ts': 'a\n' })).code).toBe(0);
    expect((await pushOf(DOCS, 'topic/y')).stderr).toMatch(/docs are written elsewhere/);
  });

  it('is mended as the organisation lets it be', async () => {
    await onMain('%');
    expect((await pushOf({ [FILE]: own() }, 'frozen/mend')).stderr).toMatch(/frozen by the organisation/);
  });
});

it('a repository without a default branch has no policy of its own', async () => {
  await onMain(own(DENY));
  await dev.must('-C', serverSide(), 'symbolic-ref', 'HEAD', 'refs/heads/gone');
  expect((await pushOf(DOCS)).code).toBe(0);
});
