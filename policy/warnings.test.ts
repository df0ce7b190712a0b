import { expect, test } from 'vitest';
import { parsePolicy } from './parse.ts';
import { STARTER_POLICY } from './starter.ts';
import { warningsOf } from './warnings.ts';

function warned(rules: readonly string[], hosts = '[{ suffix: a.test, kind: git }]'): readonly string[] {
  const lines = rules.map((rule, index) => `\n  - { id: r${index}, ${rule} }`);
  const text = `version: 1\nhosts: ${hosts}\ngroups: { g: ["group:g"] }\nrules:${lines.join('')}\n`;
  return warningsOf(parsePolicy(text)).map(({ rule, line, message }) => `${rule}, line ${line}: ${message}`);
}

test.each<readonly [string, readonly string[], readonly string[]]>([
  [
    'a condition that is false',
    ['on: [git.push], effect: deny, when: "false"'],
    ['r0, line 5: its condition is never true'],
  ],
  [
    'an allowance under a denial of all',
    ['on: [git.push], effect: allow', 'on: ["git.*"], effect: deny'],
    ['r0, line 5: it decides nothing: rule r1 is stronger wherever this one matches'],
  ],
  [
    'a review under a denial of the same',
    [
      'on: [git.push], effect: require_approval, approvers: [g], when: ref.forced',
      'on: [git.push], effect: deny, when: ref.forced',
    ],
    ['r0, line 5: it decides nothing: rule r1 is stronger wherever this one matches'],
  ],
  [
    'a denial said twice',
    ['on: [git.push], effect: deny, when: ref.odd', 'on: [git.push], effect: deny, when: ref.odd'],
    ['r1, line 6: it decides nothing: rule r0 says the same already'],
  ],
  [
    'two reviews of the same',
    [
      'on: [git.push], effect: require_approval, approvers: [g]',
      'on: [git.push], effect: require_approval, approvers: [g]',
    ],
    [],
  ],
  ['a denial of a part', ['on: ["git.*"], effect: allow', 'on: [git.push], effect: deny'], []],
  [
    'a denial on a condition',
    ['on: [git.push], effect: allow', 'on: [git.push], effect: deny, when: ref.odd'],
    [],
  ],
  [
    'a denial that only observes',
    ['on: [git.push], effect: allow', 'on: [git.push], effect: deny, mode: observe'],
    [],
  ],
  [
    'kinds that no host speaks',
    ['on: [copilot.chat], effect: allow'],
    ['r0, line 5: no governed host is of the kind that it is about'],
  ],
  ['kinds of which one is spoken', ['on: [copilot.chat, git.push], effect: allow'], []],
  ['masking beside an allowance', ['on: [mcp.call], effect: mask', 'on: [mcp.call], effect: deny'], []],
])('%s', (_, rules, expected) => {
  expect(warned(rules)).toEqual(expected);
});

test('the starter has nothing to warn of', () => {
  expect(warningsOf(parsePolicy(STARTER_POLICY))).toEqual([]);
});
