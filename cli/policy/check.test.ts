import { afterEach, beforeEach, expect, test } from 'vitest';
import { STARTER_POLICY } from '../../policy/starter.ts';
import type { CliResult } from '../../test/support/cli.ts';
import { openPolicyFolder, type PolicyFolder } from '../../test/support/policy-folder.ts';

let folder: PolicyFolder;

beforeEach(async () => {
  folder = await openPolicyFolder();
});

afterEach(() => folder.remove());

async function check(text: string, ...options: readonly string[]): Promise<CliResult> {
  await folder.write('policy.yaml', text);
  return folder.run('check', './policy.yaml', ...options);
}

const WRONG =
  'version: 1\nhosts: []\nrules:\n  - id: a\n    on: [git.push]\n    effect: deny\n    when: ref.brnach == "x"\n';

test('a policy that can be enforced is told with what it looks for and its hash', async () => {
  const { exitCode, out } = await check(STARTER_POLICY);
  expect(exitCode).toBe(0);
  expect(out).toMatch(/^\.\/policy\.yaml: \d+ rules, looks for "password"\nsha256 [0-9a-f]{64}\n$/u);
});

test('a policy that is wrong is told with a caret and what mends it', async () => {
  const { exitCode, out } = await check(WRONG);
  expect(exitCode).toBe(1);
  expect(out).toBe(
    [
      "./policy.yaml: line 7, column 14: a ref has no field 'brnach'",
      '      when: ref.brnach == "x"',
      '               ^',
      '  did you mean branch?',
      '',
    ].join('\n'),
  );
});

test('both are told as JSON', async () => {
  const wrong = await check(WRONG, '--json');
  expect(wrong.exitCode).toBe(1);
  expect(JSON.parse(wrong.out)).toMatchObject({
    valid: false,
    error: { code: 'unknown-name', line: 7, column: 14 },
  });
  const right = await check(STARTER_POLICY, '--json');
  expect(JSON.parse(right.out)).toMatchObject({ valid: true, diffTerms: ['password'] });
});

test.each([
  ['a file larger than a policy may be', `#${'x'.repeat(300_000)}`, 'at most 262144'],
  ['an empty file', '', 'nothing is seen'],
  ['a very long line', `version: 1\nhosts: []\nrules: [${' '.repeat(5000)}x]`, 'column 5009'],
])('%s is refused', async (_, text, message) => {
  const { exitCode, out } = await check(text);
  expect(exitCode).toBe(1);
  expect(out).toContain(message);
  expect(out.length).toBeLessThan(600);
});

test.each([
  ['a key, written escaped', '"\\u001b[2J\u0085": 1\n', 'is not known here'],
  ['a comment, as it is', '# \u001b[31m\n', 'U+001B stands here'],
])('what a document holds in %s cannot steer the terminal', async (_, line, message) => {
  const { out } = await check(`version: 1\nhosts: []\nrules: []\n${line}`);
  expect(out).toContain(message);
  expect(out.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
});

test('a file that is not there is a fault', async () => {
  await expect(folder.run('check', './none')).rejects.toThrow(expect.objectContaining({ code: 'ENOENT' }));
});

const MASKING = `version: 1
hosts: []
secrets: { patterns: [{ id: acme-token, keyword: acme_, pattern: 'acme_[a-z0-9]{32}' }] }
rules:
  - { id: a, on: [copilot.chat], effect: mask, detectors: [acme-token, github-pat] }
`;

test('a detector that there is not is told, with one that there is', async () => {
  const { exitCode, out } = await check(MASKING.replace('acme-token, github', 'acme-tokn, github'));
  expect(exitCode).toBe(1);
  expect(out).toContain("there is no detector 'acme-tokn', so that everything would be masked");
  expect(out).toContain('did you mean acme-token?');
});

test('a pattern that no agent could use is told', async () => {
  const { exitCode, out } = await check(MASKING.replace('acme_[', '(?i)acme_['));
  expect(exitCode).toBe(1);
  expect(out).toContain('line 3, column 66');
});

test('rules that can never decide anything are warned of', async () => {
  const rules = '  - { id: a, on: [git.push], effect: allow }\n  - { id: b, on: [git.push], effect: deny }\n';
  await folder.write('policy.yaml', `version: 1\nhosts: [{ suffix: a.test, kind: git }]\nrules:\n${rules}`);
  const { exitCode, out } = await folder.run('check', './policy.yaml');
  expect(exitCode).toBe(0);
  expect(out).toContain('./policy.yaml: line 4: warning: rule a: it decides nothing: rule b is stronger');
  const json: unknown = JSON.parse((await folder.run('check', './policy.yaml', '--json')).out);
  expect(json).toMatchObject({ valid: true, warnings: [{ rule: 'a', line: 4 }] });
});
