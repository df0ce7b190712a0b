import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../../protocol/json.ts';
import { openPolicyFolder, type PolicyFolder } from '../../test/support/policy-folder.ts';
import { writeBundle } from '../../test/support/written-bundle.ts';

let folder: PolicyFolder;

beforeEach(async () => {
  folder = await openPolicyFolder();
});

afterEach(() => folder.remove());

const POLICY = `version: 1
hosts: []
groups: { reviewers: ["group:leads", "user:ana"] }
rules:
  - { id: main, on: [git.push], when: 'ref.branch == "main"', effect: require_approval, approvers: [reviewers] }
  - { id: broken, on: [git.push], when: "changes[7].odd", effect: deny, mode: observe }
  - { id: rest, on: [git.push], effect: allow }
  - { id: keys, on: [copilot.chat], effect: mask, detectors: [github-pat] }
`;

async function explain(operation: string, ...options: readonly string[]) {
  await folder.write('policy.yaml', POLICY);
  await folder.write('operation.yaml', operation);
  return folder.run('explain', './policy.yaml', './operation.yaml', ...options);
}

test('a push that is held is told with who may approve it, and what each rule said', async () => {
  const { exitCode, out } = await explain('action: git.push\nref: { name: refs/heads/main }\n');
  expect(exitCode).toBe(0);
  expect(out).toBe(
    [
      'require_approval',
      '  rule main: rule main asks for an approval; by leads, user:ana',
      'masked: nothing; records keep: masked',
      '',
      'rule    effect            mode     value                when',
      'main    require_approval  enforce  matches              ref.branch == "main"',
      'broken  deny              observe  cannot be evaluated  changes[7].odd',
      'rest    allow             enforce  matches              true',
      '',
      '1 rule about other kinds of operation',
      '',
    ].join('\n'),
  );
});

test.each([
  ['action: git.push', 'allow, by rule rest\n'],
  ['action: tunnel', 'deny, by no rule: no rule allows this\n'],
  ['action: copilot.chat', 'masked: github-pat; records keep: masked\n'],
  ['{"action":"tunnel","host":"192.0.2.1"}', 'deny, by no rule: the host is an IP address'],
])('%s: %s', async (operation, words) => {
  expect((await explain(operation)).out).toContain(words);
});

test('it is told as JSON', async () => {
  const { out } = await explain('action: copilot.chat', '--json');
  expect(JSON.parse(out)).toMatchObject({
    verdict: { kind: 'deny', rule: null },
    obligations: {
      mask: { kind: 'detectors', detectors: ['github-pat'] },
      capture: 'masked',
      scope: null,
    },
    rules: [
      { rule: { id: 'main' }, value: 'other-kind' },
      { value: 'other-kind' },
      { value: 'other-kind' },
      { rule: { id: 'keys' }, effect: 'mask', value: true },
    ],
  });
});

test.each([
  ['action: git.psuh', 'did you mean git.push?'],
  ['action: git.push\nref: { nmae: x }', 'did you mean name?'],
  ['action: git.push\nport: 1', "'port' is not known here"],
])('%j is refused', async (operation, message) => {
  const { exitCode, out } = await explain(operation);
  expect(exitCode).toBe(1);
  expect(out).toContain('./operation.yaml: line');
  expect(out).toContain(message);
});

test("a repository's own policy tightens it, and its rules are told", async () => {
  await folder.write('own.yaml', 'version: 1\nrules:\n  - { id: frozen, on: [git.push], effect: deny }\n');
  const { out } = await explain('action: git.push\n', '--workspace', './own.yaml');
  expect(out).toMatch(/^deny, by rule workspace\.frozen/u);
  expect(out).toMatch(/^workspace\.frozen +deny +enforce +matches/mu);
});

test("what is wrong in a repository's own policy is told with its place", async () => {
  await folder.write('own.yaml', 'version: 1\nrules:\n  - { id: open, on: [git.push], effect: allow }\n');
  const { exitCode, out } = await explain('action: git.push\n', '--workspace', './own.yaml');
  expect([exitCode, out]).toEqual([1, expect.stringContaining('own.yaml: line 3, column 41: a rule allows')]);
});

const RECORDED_POLICY = `version: 1
hosts: [{ suffix: github.com, kind: git }]
groups: { reviewers: ["group:leads"] }
rules:
  - { id: topics, on: [repo.write], effect: allow }
  - { id: main, on: [repo.write], when: 'ref.branch.glob("main")', effect: require_approval, approvers: [reviewers] }
  - { id: words, on: [repo.write], when: 'ref.branch.glob("words") && changes.exists(c, c.adds("x"))', effect: deny }
  - { id: chat, on: [copilot.chat], effect: mask }
`;

function pushed(ref: string): JsonObject {
  const counts = { change: 'update', forced: false, commits: 1, changes: 1 };
  const action = { kind: 'git.push', ref: `refs/heads/${ref}`, ...counts };
  return {
    ...{ subject: 'ana', groups: [], actor: 'ai', program: 'git' },
    operation: { kind: 'git.push', host: 'github.com', port: 443, repository: 'github.com/octo/demo' },
    decisions: [{ action, verdict: 'accepted', rules: [], approval: null }],
  };
}

async function explainRecorded(...options: readonly string[]) {
  await folder.write('policy.yaml', RECORDED_POLICY);
  await writeBundle(folder, [
    ['session.opened', '2026-01-01T09:59:00.000Z', {}],
    ['exchange.intent', '2026-01-01T10:00:00.000Z', pushed('main')],
    ['exchange.intent', '2026-01-01T10:01:00.000Z', pushed('words')],
    ['exchange.outcome', '2026-01-01T10:02:00.000Z', { result: 'succeeded' }],
  ]);
  return folder.run('explain', './policy.yaml', '--bundle', './bundle', ...options);
}

test('a recorded session is told operation by operation, with what each rule said and what nobody can tell', async () => {
  const { exitCode, out } = await explainRecorded('--session', 's1');
  expect(exitCode).toBe(0);
  expect(out.replaceAll(/ +/gu, ' ')).toBe(
    [
      '2 operations',
      '',
      '2026-01-01T10:00:00 git.push github.com/octo/demo refs/heads/main',
      ' then allow, now require_approval, by main',
      'rule effect mode value when',
      'topics allow enforce matches true',
      'main require_approval enforce matches ref.branch.glob("main")',
      'words deny enforce no ref.branch.glob("words") && changes.exists(c, c.adds("x"))',
      '1 rule about other kinds of operation',
      '',
      '2026-01-01T10:01:00 git.push github.com/octo/demo refs/heads/words',
      ' then allow, now cannot-tell',
      'rule effect mode value when',
      'topics allow enforce matches true',
      'main require_approval enforce no ref.branch.glob("main")',
      'words deny enforce cannot tell ref.branch.glob("words") && changes.exists(c, c.adds("x"))',
      '1 rule about other kinds of operation',
      '',
    ].join('\n'),
  );
});

test('so is one exchange, as JSON, and with what a repository adds', async () => {
  await folder.write('own.yaml', 'version: 1\nrules:\n  - { id: frozen, on: [git.push], effect: deny }\n');
  const { out } = await explainRecorded('--exchange', 'x3', '--json', '--workspace', './own.yaml');
  expect(JSON.parse(out)).toMatchObject({
    operations: [
      {
        exchange: 'x3',
        before: 'allow',
        foreseen: { verdict: 'deny', rules: ['workspace.frozen'], unknown: ['words'] },
        rules: [
          { value: true },
          { value: false },
          { value: 'cannot-tell' },
          { value: 'other-kind' },
          { value: true },
        ],
      },
    ],
  });
});

test.each([
  ['neither an operation nor a session', []],
  ['both', ['./policy.yaml', '--session', 's1']],
])('%s is nothing to explain', async (_, options) => {
  await folder.write('policy.yaml', RECORDED_POLICY);
  await expect(folder.run('explain', './policy.yaml', ...options)).rejects.toMatchObject({
    name: 'ExplainError',
    code: 'usage',
  });
});

test('a session of which there is no record is told as such', async () => {
  await expect(explainRecorded('--session', 'other')).rejects.toMatchObject({ code: 'not-found' });
});
