import { expect, it } from 'vitest';
import { bypassChecks } from './bypass-checks.ts';
import type { Ran } from './run-program.ts';

const NOTHING: Ran = { exitCode: 1, stdout: '', stderr: '' };
const ABSENT: Ran = { exitCode: null, stdout: '', stderr: '' };

/** The checks of a machine on which these programs answer, and no other does. */
async function found(
  answers: Readonly<Record<string, Ran>>,
  environment: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const run = async (program: string): Promise<Ran> => answers[program] ?? NOTHING;
  const checks = await bypassChecks({ hosts: ['github.com'], environment, run });
  expect(JSON.stringify(checks)).not.toContain('hunter2');
  return checks.filter(({ outcome }) => outcome === 'bypass').map(({ id }) => id);
}

const rows: readonly (readonly [string, Readonly<Record<string, Ran>>, readonly string[]])[] = [
  ['nothing works', {}, []],
  ['no program is there', { ssh: ABSENT, gh: ABSENT, git: ABSENT }, []],
  [
    'a key is refused',
    { ssh: { exitCode: 255, stdout: '', stderr: 'git@github.com: Permission denied (publickey).' } },
    [],
  ],
  [
    'a key is taken',
    { ssh: { exitCode: 1, stdout: '', stderr: "Hi octo! You've successfully authenticated, but" } },
    ['bypass-ssh'],
  ],
  ['gh is signed in', { gh: { exitCode: 0, stdout: 'hunter2\n', stderr: '' } }, ['bypass-gh']],
  [
    'a helper has a password',
    { git: { exitCode: 0, stdout: 'username=octo\npassword=hunter2\n', stderr: '' } },
    ['bypass-credentials'],
  ],
  ['a helper knows a name alone', { git: { exitCode: 0, stdout: 'username=octo\n', stderr: '' } }, []],
];
it.each(rows)('when %s', async (_, answers, expected) => {
  expect(await found(answers)).toEqual(expected);
});

it.each([
  ['GH_TOKEN', ['bypass-environment']],
  ['MY_TOKEN', []],
])('a token in %s', async (name, expected) => {
  expect(await found({}, { [name]: 'hunter2' })).toEqual(expected);
});

it('looks at every host', async () => {
  const run = async (program: string, args: readonly string[]): Promise<Ran> =>
    program === 'ssh' && args.includes('git@b.example') ? { exitCode: 0, stdout: '', stderr: '' } : NOTHING;
  const checks = await bypassChecks({ hosts: ['a.example', 'b.example'], environment: {}, run });
  expect(checks.filter(({ outcome }) => outcome === 'bypass').map(({ detail }) => detail)).toEqual([
    'b.example takes a key of yours',
  ]);
});
