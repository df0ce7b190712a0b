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
  - id: third
    on: ["copilot.*"]
    effect: mask
    detectors: [b-key, a-key]
`;

test('a policy has every default written out', () => {
  expect(parsePolicy(TEXT).policy).toEqual({
    version: 1,
    hosts: [{ suffix: 'github.com', kind: 'git', ssh: 'warn', enforcedBy: null }],
    tunnels: { ipLiterals: [] },
    groups: { reviewers: { groups: ['leads'], users: ['ana@example.com', 'group:odd'] } },
    secrets: { patterns: [], allowed: { salt: '', hmacs: [] }, internalDomains: [] },
    capture: 'masked',
    claims: {},
    contentExclusions: [],
    retention: { contentMs: null },
    unknownPaths: [],
    opaqueAttachments: 'deny',
    default: 'deny',
    rules: [
      {
        id: 'first',
        on: ['repo.write'],
        when: 'true',
        effect: 'require_approval',
        approvers: { anyOf: ['reviewers'], allOf: [], count: 1, reason: 'optional', breakGlass: [] },
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
      {
        id: 'third',
        on: ['copilot.*'],
        when: 'true',
        effect: 'mask',
        detectors: ['a-key', 'b-key'],
        message: 'masked by rule third',
        mode: 'enforce',
      },
    ],
  });
});

test('a host says what becomes of SSH, and by whom it is enforced', () => {
  const entry = '{ suffix: github.com, kind: git, ssh: rewrite, enforced_by: gateway }';
  expect(parsePolicy(`version: 1\nhosts: [${entry}]\nrules: []\n`).policy.hosts).toEqual([
    { suffix: 'github.com', kind: 'git', ssh: 'rewrite', enforcedBy: 'gateway' },
  ]);
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

test('what the organisation says of secrets is kept as it is written', () => {
  const secrets = `
secrets:
  patterns:
    - { id: acme-token, keyword: acme_, pattern: 'acme_[a-z0-9]{32}' }
  allowed: { salt: "0123456789", hmacs: [${'a'.repeat(64)}] }
  internal_domains: [corp.example.com]
capture: metadata
unknown_paths: [/copilot/new]
opaque_attachments: allow
`;
  expect(parsePolicy(`version: 1\nhosts: []\nrules: []\n${secrets}`).policy).toMatchObject({
    secrets: {
      patterns: [{ id: 'acme-token', keyword: 'acme_', pattern: 'acme_[a-z0-9]{32}' }],
      allowed: { salt: '0123456789', hmacs: ['a'.repeat(64)] },
      internalDomains: ['corp.example.com'],
    },
    capture: 'metadata',
    unknownPaths: ['/copilot/new'],
    opaqueAttachments: 'allow',
  });
});
