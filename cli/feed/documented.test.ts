import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openPolicyFolder } from '../../test/support/policy-folder.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const DOCUMENT = read('docs/policy-feed.md');
const COMMANDS = [...DOCUMENT.matchAll(/^\$ countersign policy (.*)$/gmu)].map(([, command = '']) => command);

test('the ceremony of the documentation works as it is written', async () => {
  const folder = await openPolicyFolder();
  const isFile = (arg: string): boolean =>
    /^(?:feed|root-[ab]|team(?:-2)?|publisher|.*\.pub|.*\.yaml)$/u.test(arg);
  for (const command of COMMANDS) {
    const args = command.split(' ').map((arg, index) => (index > 0 && isFile(arg) ? `./${arg}` : arg));
    const { exitCode, out } = await folder.run(...args);
    expect(exitCode, `${command}\n${out}`).toBe(0);
  }
  expect(COMMANDS).toHaveLength(18);
  const status = await folder.run('status', './feed', '--json');
  expect(JSON.parse(status.out)).toMatchObject({
    ok: true,
    roles: [{ role: 'root', version: 2 }, { role: 'targets', version: 2 }, {}, {}],
  });
  await folder.remove();
});

test('every subcommand of the ceremony is in it', () => {
  const named = new Set(COMMANDS.map((command) => command.split(' ')[0]));
  expect(named).toEqual(new Set(['keygen', 'rotate', 'sign', 'init', 'publish', 'timestamp', 'status']));
});

test('the table of alarms has every code of a feed, and no other but that of the clock', () => {
  const codes = [...read('agent/feed/feed-error.ts').matchAll(/^ {2}\| '([a-z-]+)'/gmu)].map(
    ([, code]) => code,
  );
  const rows = [...DOCUMENT.matchAll(/^\| `([a-z-]+)` \|/gmu)].map(([, code]) => code);
  expect(new Set(rows)).toEqual(new Set([...codes, 'clock-reversed']));
});
