import { expect, test } from 'vitest';
import { parsePolicy } from './parse.ts';

const TEXT = `version: 1
hosts:
  - { suffix: github.com, kind: git }
groups:
  reviewers: ["group:leads", "user:ana@example.com", "user:group:odd"]
rules:
  - id: first
    on: [repo.write]
    effect: require_approval
    approvers: [reviewers]
  - id: second
    on: ["*"]
    when: |
      action == "tunnel"
    effect: deny
    mode: observe
    message: no tunnels
`;

test('a policy has every default written out', () => {
  expect(parsePolicy(TEXT).policy).toEqual({
    version: 1,
    hosts: [{ suffix: 'github.com', kind: 'git' }],
    tunnels: { ipLiterals: [] },
    groups: { reviewers: { groups: ['leads'], users: ['ana@example.com', 'group:odd'] } },
    default: 'deny',
    rules: [
      {
        id: 'first',
        on: ['repo.write'],
        when: 'true',
        effect: 'require_approval',
        approvers: ['reviewers'],
        holdMs: 900_000,
        validForMs: 3_600_000,
        message: 'rule first asks for an approval',
        mode: 'enforce',
      },
      {
        id: 'second',
        on: ['*'],
        when: 'action == "tunnel"',
        effect: 'deny',
        message: 'no tunnels',
        mode: 'observe',
      },
    ],
  });
});

test('a policy is frozen in its depth', () => {
  const { policy } = parsePolicy(TEXT);
  const parts: readonly unknown[] = [
    policy,
    policy.hosts,
    policy.hosts[0],
    policy.rules,
    policy.rules[0]?.on,
    policy.groups,
  ];
  for (const part of parts) expect(Object.isFrozen(part)).toBe(true);
});

test('conditions are not looked into', () => {
  expect(() => parsePolicy(TEXT.replace('action ==', 'nonsense =='))).not.toThrow();
});

test('a document is measured in bytes', () => {
  const text = `version: 1\nhosts: []\nrules: []\n# ${'é'.repeat(131_072)}\n`;
  expect(() => parsePolicy(text)).toThrow(expect.objectContaining({ code: 'too-large' }));
});
