import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Developer } from '../support/developer.ts';
import { openWorld, type Repository, shortHolds, type World } from '../support/world.ts';

/**
 * Ways of getting content past the rules of the starter policy, each by a push to a free branch. Every row must
 * be refused or held; none may reach the server by itself.
 */
let world: World;

beforeAll(async () => {
  world = await openWorld({ policy: shortHolds });
});

afterAll(() => world.close());

type Attempt = (dev: Developer, repository: Repository) => Promise<unknown>;

const ATTEMPTS: readonly (readonly [string, Attempt])[] = [
  ['a word that asks for review', (dev) => plain(dev, 'config.txt', 'password = 1\n')],
  ['the word in capitals', (dev) => plain(dev, 'config.txt', 'PassWord = 1\n')],
  ['the word hidden by NUL bytes', (dev) => plain(dev, 'config.txt', 'pass\0word = 1\n')],
  ['the word in UTF-16, little endian', (dev) => plain(dev, 'config.txt', utf16('password = 1\n', 'le'))],
  ['the word in UTF-16, big endian', (dev) => plain(dev, 'config.txt', utf16('password = 1\n', 'be'))],
  ['the word on a line without an end', (dev) => plain(dev, 'config.txt', 'a = 1\npassword')],
  ['the word in a file that a -diff attribute hides', hiddenByAttribute],
  ['the word in a commit that a later one reverts', reverted],
  ['the word in a commit message only', (dev) => dev.commit('Set the password')],
  ['the word in the body of a commit message', (dev) => dev.commit('Change\n\nthe password is in here\n')],
  ['the word in a renamed file', renamed],
  ['the word in the target of a symbolic link', (dev) => link(dev, 'docs/link', '../password.txt')],
  ['the word in a side branch that is merged', merged],
  ['a file under deploy/', (dev) => plain(dev, 'deploy/new.yml', 'replicas: 1\n')],
  ['a file under DEPLOY/', (dev) => plain(dev, 'DEPLOY/new.yml', 'replicas: 1\n')],
  ['a file under deploy/ with a quote in its name', (dev) => plain(dev, 'deploy/a"b.yml', '1\n')],
  ['a file under deploy/ with a newline in its name', (dev) => plain(dev, 'deploy/a\nb.yml', '1\n')],
  [
    'a file under deploy/ with a tab and a backslash in its name',
    (dev) => plain(dev, 'deploy/a\t\\b.yml', '1\n'),
  ],
  [
    'a file under deploy/ whose name is not UTF-8',
    (dev) => raw(dev, Buffer.from([...Buffer.from('deploy/'), 0xff, 0xfe])),
  ],
  ['a folder whose name holds an ignorable character', (dev) => plain(dev, 'dep\u200cloy/new.yml', '1\n')],
  ['a folder in full-width letters', (dev) => plain(dev, 'ｄｅｐｌｏｙ/new.yml', '1\n')],
  ['a folder that ends in a dot', (dev) => plain(dev, 'deploy./new.yml', '1\n')],
  ['deploy itself turned into a symbolic link', deployLink],
  ['a symbolic link into deploy/', (dev) => link(dev, 'docs/prod', '../deploy/production.yml')],
  [
    'a file moved out of deploy/',
    (dev) => dev.must('mv', 'deploy/production.yml', 'production.yml').then(() => dev.commit('Move')),
  ],
  [
    'a file under deploy/ deleted',
    (dev) => dev.must('rm', 'deploy/production.yml').then(() => dev.commit('Remove')),
  ],
  ['a mode changed under deploy/', executable],
  ['a workflow', (dev) => plain(dev, '.github/workflows/new.yml', 'on: push\n')],
  ['a workflow in capitals', (dev) => plain(dev, '.GitHub/Workflows/new.yml', 'on: push\n')],
  ['binary content', (dev) => plain(dev, 'logo.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 1]))],
  ['an archive', (dev) => plain(dev, 'lib.zip', Buffer.from('PK\u0003\u0004 and so on\n'))],
  [
    'a Git LFS pointer',
    (dev) =>
      plain(
        dev,
        'big.bin',
        `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 1\n`,
      ),
  ],
  ['a submodule', submodule],
];

it.each(ATTEMPTS)('does not let pass: %s', async (_what, attempt) => {
  const repository = await world.repository();
  const { dev, refs } = repository;
  await dev.must('switch', '--create', 'feature/attempt');
  await attempt(dev, repository);
  const before = await refs();
  const push = await dev.git('push', 'origin', 'HEAD:refs/heads/feature/attempt');
  expect(push.stderr).toMatch(/! \[remote rejected\]/);
  expect(push.code).not.toBe(0);
  expect(await refs()).toEqual(before);
});

async function plain(dev: Developer, path: string, content: string | Uint8Array): Promise<void> {
  await dev.write(path, content);
  await dev.commit('Change');
}

function utf16(text: string, order: 'le' | 'be'): Buffer {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
}

async function hiddenByAttribute(dev: Developer): Promise<void> {
  await dev.write('.gitattributes', '*.txt -diff binary\n');
  await plain(dev, 'config.txt', 'password = 1\n');
}

async function reverted(dev: Developer): Promise<void> {
  await plain(dev, 'config.txt', 'password = 1\n');
  await dev.must('rm', 'config.txt');
  await dev.commit('Take it out');
}

async function renamed(dev: Developer, { seed }: Repository): Promise<void> {
  await plain(dev, 'docs/accounts.md', 'How to change a password\n');
  await seed();
  await dev.must('mv', 'docs/accounts.md', 'docs/users.md');
  await dev.commit('Rename');
}

async function merged(dev: Developer): Promise<void> {
  await dev.must('switch', '--create', 'side');
  await plain(dev, 'config.txt', 'password = 1\n');
  await dev.must('switch', 'feature/attempt');
  await dev.commit('Go on');
  await dev.must('merge', '--no-ff', '--message', 'Merge', '--strategy', 'ours', 'side');
}

async function link(dev: Developer, path: string, target: string): Promise<void> {
  const id = await hash(dev, target);
  await dev.must('update-index', '--add', '--cacheinfo', `120000,${id},${path}`);
  await dev.must('commit', '--quiet', '--message', 'Link');
}

async function deployLink(dev: Developer): Promise<void> {
  await dev.must('rm', '-r', '--quiet', 'deploy');
  await link(dev, 'deploy', 'src');
}

async function raw(dev: Developer, path: Buffer): Promise<void> {
  const id = await hash(dev, '1\n');
  const entry = Buffer.concat([Buffer.from(`100644 blob ${id}\t`), path, Buffer.from('\0')]);
  await dev.feed(entry, 'update-index', '-z', '--add', '--index-info');
  await dev.must('commit', '--quiet', '--message', 'Raw');
}

async function hash(dev: Developer, content: string): Promise<string> {
  return (await dev.feed(Buffer.from(content), 'hash-object', '-w', '--stdin')).trim();
}

async function executable(dev: Developer): Promise<void> {
  await dev.must('update-index', '--chmod=+x', 'deploy/production.yml');
  await dev.must('commit', '--quiet', '--message', 'Mode');
}

async function submodule(dev: Developer): Promise<void> {
  const head = await dev.must('rev-parse', 'HEAD');
  await dev.must('update-index', '--add', '--cacheinfo', `160000,${head},vendor/lib`);
  await dev.must('commit', '--quiet', '--message', 'Submodule');
}
