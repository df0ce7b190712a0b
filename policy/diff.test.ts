import { expect, test } from 'vitest';
import { diffPolicies } from './diff.ts';
import { parsePolicy } from './parse.ts';

const BEFORE = `version: 1
hosts:
  - { suffix: github.com, kind: git }
groups: { reviewers: ["group:leads"] }
rules:
  - { id: a, on: [git.push], when: ref.forced, effect: deny }
  - { id: b, on: [git.fetch], effect: allow }
tests:
  - { name: x, operation: { action: tunnel }, expect: deny }
`;

function diff(change: (text: string) => string): readonly string[] {
  const changes = diffPolicies(parsePolicy(BEFORE).policy, parsePolicy(change(BEFORE)).policy);
  return changes.map(({ part, name, kind, details }) => `${kind} ${part} ${name}: ${details.join('; ')}`);
}

test.each<readonly [string, (text: string) => string, readonly string[]]>([
  ['nothing', (text) => text, []],
  [
    'a comment and a default',
    (text) => `# why\n${text}`.replace('effect: deny', 'effect: deny, mode: enforce'),
    [],
  ],
  ['tests', (text) => text.replace('name: x', 'name: y'), []],
  [
    'a condition',
    (text) => text.replace('ref.forced', 'ref.odd'),
    ['changed rules a: when: ref.forced → ref.odd'],
  ],
  [
    'an effect',
    (text) => text.replace('effect: deny', 'effect: allow'),
    ['changed rules a: effect: deny → allow; message: refused by rule a → allowed by rule a'],
  ],
  [
    'a new rule',
    (text) => text.replace('rules:\n', 'rules:\n  - { id: c, on: [tunnel], effect: allow }\n'),
    [
      'added rules c: id: c; on: ["tunnel"]; when: true; mode: enforce; effect: allow; message: allowed by rule c',
    ],
  ],
  [
    'another order',
    (text) => {
      const [a = '', b = ''] = text.match(/^ {2}- \{ id.*\n/gmu) ?? [];
      return text.replace(a + b, b + a);
    },
    ['moved rules : the order is b, a'],
  ],
  [
    'a rule less',
    (text) => text.replace(/^ {2}- \{ id: b.*\n/mu, ''),
    [
      'removed rules b: id: b; on: ["git.fetch"]; when: true; mode: enforce; effect: allow; message: allowed by rule b',
    ],
  ],
  [
    'hosts',
    (text) => text.replace('github.com, kind: git', 'github.com, kind: copilot'),
    ['changed hosts github.com: kind: git → copilot'],
  ],
  [
    'groups',
    (text) => text.replace('"group:leads"', '"group:leads", "user:ana"'),
    ['changed groups reviewers: users: [] → ["ana"]'],
  ],
  ['the default', (text) => `${text}default: allow\n`, ['changed default : deny → allow']],
  ['the capture', (text) => `${text}capture: full\n`, ['changed capture : masked → full']],
  [
    'tunnels',
    (text) => `${text}tunnels: { ip_literals: [10.0.0.1] }\n`,
    ['changed tunnels : ipLiterals: [] → ["10.0.0.1"]'],
  ],
])('%s', (_, change, expected) => {
  expect(diff(change)).toEqual(expected);
});
