import { describe, expect, test } from 'vitest';
import { type Contents, PushWorld } from '../../test/support/push-world.ts';

const FEATURE = 'refs/heads/feature';
/** More than are compared in one go with the net change. */
const COMMITS = 20;
/** So many that two processes share the comparison. */
const SHARED_COMMITS = 300;

/** Each is its own case of what git takes for text, and of what is looked for in it. */
const ODD: readonly (string | { readonly link: string })[] = [
  '',
  'password',
  '\n',
  { link: 'password' },
  'PK\u0003\u0004 password\n',
  `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12\n`,
  `${'x'.repeat(8000)}\0 password\n`,
  `${'x'.repeat(7999)}\0 password\n`,
  `${'x'.repeat(40)}\n`.repeat(5000),
];

const HISTORIES: readonly (readonly [name: string, commit: (index: number) => Contents])[] = [
  ['adds a file with each commit', (index) => ({ [`f/${index}.txt`]: `${index}\nthe password\n` })],
  ['adds the same content under other names', (index) => ({ [`f/${index}.txt`]: 'the password\n' })],
  ['adds contents that are scanned whole', (index) => ({ [`f/${index}.bin`]: `\0 password ${index}\n` })],
  ['adds contents of every kind', (index) => ({ [`f/${index}.txt`]: ODD[index % ODD.length] ?? null })],
  ['adds archives by name', (index) => ({ [`f/${index}.zip`]: `${index}\n` })],
  ['copies what the upstream has', (index) => ({ [`f/${index}.txt`]: 'one\ntwo\n' })],
  ['changes one file again and again', (index) => ({ 'one.txt': `password\n${'x\n'.repeat(index)}` })],
  ['takes back what it adds', (index) => ({ 'one.txt': index % 2 === 0 ? 'the password\n' : null })],
  ['removes what was there', (index) => ({ 'a.txt': null, [`f/${index}.txt`]: `${index}\n` })],
  [
    'has some of each',
    (index) => ({
      'one.txt': `${index}\n`,
      [`f/${index}.txt`]: index % 3 === 0 ? 'password\n' : `${index}\n`,
    }),
  ],
];

function contentsOf(filesOf: (index: number) => Contents, commits = COMMITS): readonly Contents[] {
  return Array.from({ length: commits }, (_, index) => filesOf(index + 1));
}

describe('the net change of many commits is that of one commit with all of it', () => {
  test.each(HISTORIES)('when a branch %s', async (_name, filesOf) => {
    await using world = await PushWorld.open({ limits: { maxBlobBytes: 100_000 } });
    const main = world.git('rev-parse', 'main');
    world.branch('many', contentsOf(filesOf));
    const squashed = world.git('commit-tree', '-p', main, '-m', 'All', 'many^{tree}');
    world.git('branch', 'squashed', squashed);
    const [many] = await world.inspect({ [FEATURE]: 'many' });
    const [one] = await world.inspect({ [FEATURE]: 'squashed' });
    const net = (update: typeof many) => update?.changes.filter(({ commit }) => commit === 'net');
    expect(many?.commits).toHaveLength(COMMITS);
    expect(net(many)).not.toHaveLength(0);
    expect(net(many)).toEqual(net(one));
  });

  test('when a branch adds submodules', async () => {
    await using world = await PushWorld.open();
    const main = world.git('rev-parse', 'main');
    world.git('checkout', '-q', '-b', 'many');
    for (let index = 1; index <= COMMITS; index += 1) {
      world.git('update-index', '--add', '--cacheinfo', `160000,${main},modules/${index}`);
      world.git('commit', '-q', '-m', `Commit ${index}`);
    }
    world.git('branch', 'squashed', world.git('commit-tree', '-p', main, '-m', 'All', 'many^{tree}'));
    const [many] = await world.inspect({ [FEATURE]: 'many' });
    const [one] = await world.inspect({ [FEATURE]: 'squashed' });
    const net = (update: typeof many) => update?.changes.filter(({ commit }) => commit === 'net');
    expect(net(many)).toHaveLength(COMMITS);
    expect(net(many)).toEqual(net(one));
  });
});

const ONE_FILE_EACH = (index: number): Contents => ({ [`f/${index}.txt`]: `${index}\n` });

test('each of so many commits that two processes share the comparison has its own changes', async () => {
  await using world = await PushWorld.open();
  world.branch('many', contentsOf(ONE_FILE_EACH, SHARED_COMMITS));
  const [update] = await world.inspect({ [FEATURE]: 'many' });
  const paths = update?.commits.map(({ id }) =>
    update.changes.filter(({ commit }) => commit === id).map(({ path }) => path),
  );
  expect(paths).toEqual(
    Array.from({ length: SHARED_COMMITS }, (_, index) => [`f/${SHARED_COMMITS - index}.txt`]),
  );
  expect(update?.changes.filter(({ commit }) => commit === 'net')).toHaveLength(SHARED_COMMITS);
});

test('changes of all refs count together, whatever process tells of them', async () => {
  await using world = await PushWorld.open({ limits: { maxChanges: 3 * SHARED_COMMITS } });
  for (const name of ['one', 'other'])
    world.branch(
      name,
      contentsOf((index) => ({ [`${name}/${index}.txt`]: `${index}\n` }), SHARED_COMMITS),
    );
  const inspected = world.inspect({ [FEATURE]: 'one', 'refs/heads/other': 'other' });
  await expect(inspected).rejects.toMatchObject({ name: 'InspectionError', code: 'too-many-changes' });
});

test.each([
  ['as many changes as are allowed', 2 * COMMITS, null],
  ['one change more', 2 * COMMITS - 1, 'too-many-changes'],
])('many commits with %s, net ones among them', async (_name, maxChanges, code) => {
  await using world = await PushWorld.open({ limits: { maxChanges } });
  world.branch('many', contentsOf(ONE_FILE_EACH));
  const inspected = world.inspect({ [FEATURE]: 'many' });
  if (code !== null) await expect(inspected).rejects.toMatchObject({ name: 'InspectionError', code });
  else expect((await inspected)[0]?.changes).toHaveLength(maxChanges);
});
