import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Developer } from '../support/developer.ts';
import { openWorld, shortHolds, type World } from '../support/world.ts';

/** Of our own making; its last six characters are the checksum that GitHub publishes. */
const SECRET = ['ghp_', 'zxOnwFdDo5EWYNykeB9tdNx', 'KDQ5iWY0aiVdO'].join('');

/** Ways of getting a secret past the starter policy, each by a push to a free branch. None may reach the server. */
let world: World;

beforeAll(async () => {
  world = await openWorld({ policy: shortHolds });
}, 60_000);

afterAll(() => world.close());

type Attempt = (dev: Developer) => Promise<unknown>;

async function write(dev: Developer, path: string, content: string | Buffer): Promise<void> {
  await dev.write(path, content);
  await dev.commit('Change');
}

const NAMED: readonly (readonly [string, Attempt, string])[] = [
  ['on a line of its own', (dev) => write(dev, 'a.env', `A=1\nTOKEN=${SECRET}\n`), 'a.env:2 (github-pat)'],
  ['in a modified file', modified, 'src/app.ts:3 (github-pat)'],
  ['without a line end', (dev) => write(dev, 'b.txt', SECRET), 'b.txt:1 (github-pat)'],
  ['in UTF-16', (dev) => write(dev, 'c.txt', Buffer.from(`x\n${SECRET}\n`, 'utf16le')), 'c.txt'],
  ['between NUL bytes', (dev) => write(dev, 'd.txt', SECRET.split('').join('\0')), 'd.txt'],
  ['in a commit that a later one reverts', reverted, 'e.txt:1 (github-pat)'],
  ['in a file that a -diff attribute hides', hidden, 'f.dat:1 (github-pat)'],
  [
    'far into a large file',
    (dev) => write(dev, 'g.txt', `${'line\n'.repeat(200_000)}${SECRET}\n`),
    'g.txt:200001',
  ],
  ['in a commit message', (dev) => said(dev, `Use it\n\n${SECRET}`), ':3 (github-pat)'],
  [
    'for the name of an author',
    (dev) => said(dev, 'Use it', '--author', `${SECRET} <a@example.com>`),
    '(github-pat)',
  ],
];

async function said(dev: Developer, message: string, ...more: readonly string[]): Promise<void> {
  await dev.write('said.txt', 'plain\n');
  await dev.must('add', '--all');
  await dev.must('commit', '--message', message, ...more);
}

async function modified(dev: Developer): Promise<void> {
  await write(dev, 'src/app.ts', 'one\ntwo\nfour\n');
  await dev.must('push', 'origin', 'HEAD');
  await write(dev, 'src/app.ts', `one\ntwo\nconst token = '${SECRET}';\nfour\n`);
}

async function reverted(dev: Developer): Promise<void> {
  await write(dev, 'e.txt', `${SECRET}\n`);
  await dev.must('revert', '--no-edit', 'HEAD');
}

async function hidden(dev: Developer): Promise<void> {
  await write(dev, '.gitattributes', '*.dat -diff\n');
  await write(dev, 'f.dat', `${SECRET}\n`);
}

it.each(NAMED)(
  'a secret %s is refused by file, line and rule, and never quoted',
  async (_name, attempt, place) => {
    const { dev, serverHas } = await world.repository();
    await dev.must('switch', '--create', 'feature/secret');
    await attempt(dev);
    const head = await dev.must('rev-parse', 'HEAD');
    const pushed = await dev.git('push', 'origin', 'HEAD');
    expect(pushed.code).not.toBe(0);
    expect(pushed.stderr).toContain(place);
    expect(pushed.stderr).not.toContain(SECRET);
    expect(await serverHas(head.trim())).toBe(false);
  },
);

it('a secret in what cannot be read as text waits for a reviewer', async () => {
  const { dev, id } = await world.repository();
  await dev.must('switch', '--create', 'feature/packed');
  await write(dev, 'packed.gz', gzipSync(SECRET));
  const pushed = dev.git('push', 'origin', 'HEAD');
  expect((await world.pending(id)).requirements.map(({ rule }) => rule.id)).toContain('opaque-changes');
  expect((await pushed).code).not.toBe(0);
});

it('a secret for the name of a ref is refused, and stands in no record', async () => {
  const { dev, refs } = await world.repository();
  await write(dev, 'src/a.ts', 'export {};\n');
  const { code, stderr } = await dev.git('push', 'origin', `HEAD:refs/heads/${SECRET}`);
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('holds a secret') });
  expect(Object.keys(await refs())).not.toContain(`refs/heads/${SECRET}`);
  expect(JSON.stringify(await world.records())).not.toContain(SECRET);
});

it('a secret for the name of a file is refused, and stands in no record', async () => {
  const { dev, serverHas } = await world.repository();
  await dev.must('switch', '--create', 'feature/named');
  await write(dev, `keys/${SECRET}.json`, '{}\n');
  await dev.must('rm', '--quiet', `keys/${SECRET}.json`);
  await dev.commit('Remove it');
  const head = await dev.must('rev-parse', 'HEAD');
  const { code, stderr } = await dev.git('push', 'origin', 'HEAD');
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('holds a secret') });
  expect(stderr).not.toContain(SECRET);
  expect(await serverHas(head.trim())).toBe(false);
  expect(JSON.stringify(await world.records())).not.toContain(SECRET);
});

it('a secret in the message of a tag is refused', async () => {
  const { dev, refs } = await world.repository();
  await dev.must('tag', '--annotate', 'v9', '--message', `Release\n\n${SECRET}`);
  const { code, stderr } = await dev.git('push', 'origin', 'v9');
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining(':3 (github-pat)') });
  expect(stderr).not.toContain(SECRET);
  expect(Object.keys(await refs())).not.toContain('refs/tags/v9');
});

it('a push without one passes', async () => {
  const { dev } = await world.repository();
  await dev.must('switch', '--create', 'feature/clean');
  await write(dev, 'clean.ts', 'export const answer = 42;\n');
  await dev.must('push', 'origin', 'HEAD');
  expect(JSON.stringify(await world.records())).not.toContain(SECRET);
});
