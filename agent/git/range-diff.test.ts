import { describe, expect, test } from 'vitest';
import { PushWorld } from '../../test/support/push-world.ts';

const FEATURE = 'refs/heads/feature';
/** More than are compared in one go with the net change. */
const COMMITS = 20;

type Files = Readonly<Record<string, string | null>>;

const HISTORIES: readonly (readonly [name: string, commit: (index: number) => Files])[] = [
  ['adds a file with each commit', (index) => ({ [`f/${index}.txt`]: `${index}\nthe password\n` })],
  ['adds the same content under other names', (index) => ({ [`f/${index}.txt`]: 'the password\n' })],
  ['adds contents that are scanned whole', (index) => ({ [`f/${index}.bin`]: `\0 password ${index}\n` })],
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

describe('the net change of many commits is that of one commit with all of it', () => {
  test.each(HISTORIES)('when a branch %s', async (_name, filesOf) => {
    await using world = await PushWorld.open();
    const main = world.git('rev-parse', 'main');
    world.git('checkout', '-q', '-b', 'many');
    for (let index = 1; index <= COMMITS; index += 1) world.commit(filesOf(index), `Commit ${index}`);
    const squashed = world.git('commit-tree', '-p', main, '-m', 'All', 'many^{tree}');
    world.git('branch', 'squashed', squashed);
    const [many] = await world.inspect({ [FEATURE]: 'many' });
    const [one] = await world.inspect({ [FEATURE]: 'squashed' });
    const net = (update: typeof many) => update?.changes.filter(({ commit }) => commit === 'net');
    expect(many?.commits).toHaveLength(COMMITS);
    expect(net(many)).not.toHaveLength(0);
    expect(net(many)).toEqual(net(one));
  });
});
