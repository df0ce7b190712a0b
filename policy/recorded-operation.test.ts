import { expect, test } from 'vitest';
import type { JsonObject } from '../protocol/json.ts';
import { sha256 } from '../test/support/operation.ts';
import { compilePolicy } from './compile.ts';
import { recordedOperations } from './recorded-operation.ts';

const PUSH: JsonObject = {
  subject: 'ana',
  groups: ['leads', 'idp', 'reviewers'],
  actor: 'ai',
  program: 'git',
  operation: { kind: 'git.push', host: 'github.com', port: 443, repository: 'github.com/octo/demo' },
  decisions: [
    {
      action: {
        kind: 'git.push',
        ref: 'refs/heads/main',
        change: 'update',
        oldId: '1',
        newId: '2',
        forced: false,
        commits: 1,
        changes: 2,
        opaque: 0,
      },
      verdict: 'accepted',
      rules: [],
      approval: null,
    },
  ],
};

const PROMPT: JsonObject = {
  subject: 'ana',
  groups: [],
  actor: 'mixed',
  program: 'code',
  operation: {
    kind: 'copilot.prompt',
    host: 'api.githubcopilot.com',
    port: 443,
    method: 'POST',
    path: '/chat',
  },
  decisions: [
    {
      action: {
        kind: 'copilot.chat',
        surface: '/chat',
        model: 'm',
        initiator: 'user',
        parts: 2,
        chars: 9,
        tools: 0,
        opaqueAttachments: 0,
        secrets: [{ rule: 'key', where: 'user', count: 1 }],
      },
      verdict: 'accepted',
      rules: [],
      approval: { id: 'a' },
    },
  ],
};

const GROUPS = 'groups: { reviewers: ["group:leads"], others: ["group:reviewers"] }';

/** What one rule's condition makes of the first operation of a record. */
function holds(when: string, detail: JsonObject, on: string): boolean | 'cannot-tell' {
  const rule = `  - { id: a, on: [${on}], when: '${when}', effect: deny }\n`;
  const policy = compilePolicy(`version: 1\nhosts: []\n${GROUPS}\ndefault: allow\nrules:\n${rule}`, sha256);
  const [recorded] = recordedOperations('s1', detail, policy.groups);
  if (recorded === undefined) throw new Error('the record tells of no operation');
  const { verdict } = policy.foresee(recorded);
  return verdict === 'cannot-tell' ? verdict : verdict === 'deny';
}

test.each<readonly [string, boolean | 'cannot-tell']>([
  [
    'subject.id == "ana" && subject.actor == "ai" && subject.groups == ["idp", "leads", "others", "reviewers"]',
    true,
  ],
  ['session.id == "s1" && session.program == "git" && host == "github.com"', true],
  ['repository.path == "octo/demo" && ref.branch.glob("MAIN") && !ref.forced && !ref.odd', true],
  ['changes.size() == 2 && commits.size() > 1', false],
  ['changes.exists(c, c.path.glob("deploy/**"))', 'cannot-tell'],
  ['changes.exists(c, c.adds("password"))', 'cannot-tell'],
  ['commits.exists(k, k.says("x"))', 'cannot-tell'],
  ['ref.tag != "" && changes.exists(c, c.odd)', false],
  ['changes.exists(c, c.odd) || ref.kind == "branch"', true],
  ['time.hour > 25', 'cannot-tell'],
])('of a push it says of %s: %s', (when, expected) => {
  expect(holds(when, PUSH, 'git.push')).toBe(expected);
});

test.each<readonly [string, boolean | 'cannot-tell']>([
  ['model == "m" && prompt.size == 9 && prompt.parts.size() == 2', true],
  ['prompt.secrets.exists(s, s.rule == "key" && s.count > 0)', true],
  ['prompt.says("x")', 'cannot-tell'],
  ['prompt.parts.exists(p, p.says("x"))', 'cannot-tell'],
  ['prompt.parts.exists(p, p.path.glob("**/.env"))', 'cannot-tell'],
  ['tools.exists(t, t == "x")', false],
])('of a prompt it says of %s: %s', (when, expected) => {
  expect(holds(when, PROMPT, 'copilot.chat')).toBe(expected);
});

const REFUSED = { subject: 'ana', actor: 'ai', operation: PUSH['operation'] ?? null };

test.each<readonly [string, JsonObject, readonly (readonly [string, string])[]]>([
  ['a push', PUSH, [['git.push', 'allow']]],
  ['a prompt that was approved', PROMPT, [['copilot.chat', 'require_approval']]],
  [
    'a push of two refs that was denied',
    { ...REFUSED, code: 'denied', refs: [{ ref: 'refs/heads/a' }, { ref: 'refs/heads/b' }] },
    [
      ['git.push', 'deny'],
      ['git.push', 'deny'],
    ],
  ],
  [
    'an approval that was not given',
    { ...REFUSED, code: 'approval-timed-out', refs: [{ ref: 'refs/heads/a' }] },
    [['git.push', 'require_approval']],
  ],
  [
    'a tunnel',
    { ...REFUSED, operation: { kind: 'tunnel', host: 'a', port: 1 }, code: 'denied' },
    [['tunnel', 'deny']],
  ],
  [
    'an advertisement',
    { ...REFUSED, operation: { kind: 'git.advertise', repository: 'a/b' }, code: 'denied' },
    [['git.fetch', 'deny']],
  ],
  ['what was no decision of a rule', { ...REFUSED, code: 'too-large' }, []],
  ['what is of no known kind', { decisions: [{ action: { kind: 'constructor' } }] }, []],
  ['anything else', { version: '1' }, []],
])('%s is told as it was', (_, detail, expected) => {
  expect(recordedOperations(null, detail, {}).map(({ kind, before }) => [kind, before])).toEqual(expected);
});
