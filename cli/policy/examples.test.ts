import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPolicyFolder, type PolicyFolder } from '../../test/support/policy-folder.ts';

const DOCUMENT = readFileSync(new URL('../../docs/policy.md', import.meta.url), 'utf8');
const FILES = [...DOCUMENT.matchAll(/```yaml file=(\S+)\n(.*?)```/gsu)];
const COMMANDS = [...DOCUMENT.matchAll(/^\$ countersign policy (.*)$/gmu)].map(([, command = '']) => command);

let folder: PolicyFolder;

beforeAll(async () => {
  folder = await openPolicyFolder();
  for (const [, name = '', text = ''] of FILES) await folder.write(name, text);
});

afterAll(() => folder.remove());

test('the documentation has a policy, cases and an operation to try', () => {
  expect(FILES.map(([, name]) => name)).toEqual(['policy.yaml', 'policy.test.yaml', 'push.yaml']);
  expect(COMMANDS).toHaveLength(3);
});

test.each([
  ['check', /3 rules, looks for "password"/u],
  ['test', /^2 cases, 0 failed\n3 of 3 rules matched\n$/u],
  ['explain', /^require_approval\n {2}rule main: .*; by leads\n/u],
])('what it says of %s is so', async (subcommand, words) => {
  const command = COMMANDS.find((each) => each.startsWith(`${subcommand} `)) ?? '';
  const args = command.split(' ').map((arg) => (arg.endsWith('.yaml') ? `./${arg}` : arg));
  const { exitCode, out } = await folder.run(...args);
  expect(exitCode).toBe(0);
  expect(out).toMatch(words);
});

test('every subcommand is named', () => {
  for (const name of ['init', 'check', 'test', 'explain', 'diff', 'docs', 'schema']) {
    expect(DOCUMENT).toMatch(new RegExp(`^\\| \`${name}[ \`]`, 'mu'));
  }
});
