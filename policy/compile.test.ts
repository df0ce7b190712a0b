import { expect, test } from 'vitest';
import { push, sha256 } from '../test/support/operation.ts';
import { compilePolicy } from './compile.ts';

const HEAD = 'version: 1\nhosts: []\ngroups:\n  reviewers: ["group:reviewers"]\nrules:\n';

/** A document with this rule, whose first line is line 6. */
function rule(text: string): string {
  return HEAD + text;
}

const WRONG: readonly (readonly [string, string, number, number, string, string])[] = [
  ['', 'schema', 1, 1, 'nothing is seen, expected a mapping', 'begin with version: 1'],
  ['version: 1', 'schema', 1, 1, `'hosts' is missing`, 'add hosts:'],
  ['[]', 'schema', 1, 1, 'a list is seen, expected a mapping', 'begin with version: 1'],
  [
    'just text',
    'schema',
    1,
    1,
    `the string 'just text' is seen, expected a mapping`,
    'begin with version: 1',
  ],
  ['version: 2\nhosts: []\nrules: []', 'schema', 1, 10, `the number '2' is seen, expected 1`, 'write 1'],
  ['version: "1"\nhosts: []\nrules: []', 'schema', 1, 10, `the string '1' is seen, expected 1`, 'write 1'],
  [
    'verison: 1\nhosts: []\nrules: []',
    'schema',
    1,
    1,
    `'verison' is not known here`,
    'did you mean version?',
  ],
  [
    'version: 1\nhosts: []\nrules: []\ndefualt: deny',
    'schema',
    4,
    1,
    `'defualt' is not known here`,
    'did you mean default?',
  ],
  [
    'version: 1\nhosts: []\nrules: []\ndefault: ask',
    'schema',
    4,
    10,
    `the string 'ask' is seen, expected deny, allow`,
    'write deny or allow',
  ],
  [
    'version: 1\nhosts: []\nrules: []\ndefault:',
    'schema',
    4,
    9,
    'nothing is seen, expected deny, allow',
    'write deny or allow',
  ],
  [
    'version: 1\nhosts: github.com\nrules: []',
    'schema',
    2,
    8,
    `the string 'github.com' is seen, expected a list`,
    'write a list: [a, b]',
  ],
  [
    'version: 1\nhosts: [github.com]\nrules: []',
    'schema',
    2,
    9,
    `the string 'github.com' is seen, expected a mapping`,
    'write it as key: value',
  ],
  ['version: 1\nhosts:\n  - suffix: github.com\nrules: []', 'schema', 3, 5, `'kind' is missing`, 'add kind:'],
  [
    'version: 1\nhosts:\n  - { suffix: github.com, kind: gti }\nrules: []',
    'schema',
    3,
    33,
    `the string 'gti' is seen, expected git`,
    'did you mean git?',
  ],
  [
    'version: 1\nhosts:\n  - { suffix: "*.github.com", kind: git }\nrules: []',
    'host',
    3,
    15,
    `'*.github.com' is no host name, expected one like github.com or .example.com`,
    'a dot in front stands for every name below: .example.com',
  ],
  [
    'version: 1\nhosts:\n  - { suffix: github.com, kind: git }\n  - { suffix: github.com, kind: git }\nrules: []',
    'duplicate',
    4,
    15,
    'host github.com is there already',
    'give each its own name, or leave one out',
  ],
  [
    'version: 1\nversion: 1\nhosts: []\nrules: []',
    'yaml',
    2,
    1,
    'this is not YAML: map keys must be unique',
    'leave one out',
  ],
  [
    'version: 1\n hosts: []\nrules: []',
    'yaml',
    1,
    10,
    'this is not YAML: nested mappings are not allowed in compact mappings',
    'check indentation and brackets; quote a text that holds ": " or " #" or begins with one of *&!|>%@`[{',
  ],
  [
    'version: 1\nhosts: []\nrules:\n	- id: a',
    'yaml',
    4,
    1,
    'this is not YAML: tabs are not allowed as indentation',
    'indent with spaces',
  ],
  [
    'version: 1\nhosts: []\nrules: []\n---\nversion: 1',
    'yaml',
    4,
    1,
    'this is not YAML: source contains multiple documents; please use YAML.parseAllDocuments()',
    'write one document to a file, without --- in it',
  ],
  [
    'version: 1\nhosts: &h []\nrules: []',
    'yaml',
    2,
    11,
    'the anchor &h is not expected in a policy',
    'write the value out; quote a text that begins with * or & or !',
  ],
  [
    'version: 1\nhosts: !!seq []\nrules: []',
    'yaml',
    2,
    14,
    'the tag tag:yaml.org,2002:seq is not expected in a policy',
    'write the value out; quote a text that begins with * or & or !',
  ],
  [
    'version: 1\nhosts: []\nrules: *h',
    'yaml',
    3,
    8,
    'the alias *h is not expected in a policy',
    'write the value out; quote a text that begins with * or & or !',
  ],
  [
    'version: 1\nhosts: []\ntunnels: { ip_literals: [localhost] }\nrules: []',
    'address',
    3,
    26,
    `'localhost' is no IP address`,
    'write four decimal numbers or IPv6, with /bits for a range: 10.0.0.0/8',
  ],
  [
    'version: 1\nhosts: []\ntunnels: { ipliterals: [] }\nrules: []',
    'schema',
    3,
    12,
    `'ipliterals' is not known here`,
    'did you mean ip_literals?',
  ],
  [
    'version: 1\nhosts: []\ngroups: { reviewers: [ana] }\nrules: []',
    'schema',
    3,
    23,
    `'ana' is no member`,
    'write group:NAME for a group of the identity provider, user:ID for a person',
  ],
  [
    'version: 1\nhosts: []\ngroups: { Reviewers: ["user:ana"] }\nrules: []',
    'schema',
    3,
    11,
    `'Reviewers' is no name`,
    'use lower-case letters, digits and - _ . between them',
  ],
  [
    'version: 1\nhosts: []\ngroups: { reviewers: [] }\nrules: []',
    'schema',
    3,
    22,
    'the list is empty, expected at least one',
    'write one, or leave out what needs it',
  ],
  [
    'version: 1\nhosts: []\ngroups: { __proto__: ["user:ana"] }\nrules: []',
    'schema',
    3,
    11,
    `'__proto__' is no name`,
    'use lower-case letters, digits and - _ . between them',
  ],
  [
    rule('  - id: a\n    on: [*]\n    effect: deny'),
    'yaml',
    7,
    10,
    'this is not YAML: alias cannot be an empty string',
    'put quotes around *: "*"',
  ],
  [
    rule('  - id: a\n    on: *\n    effect: deny'),
    'yaml',
    7,
    9,
    'this is not YAML: alias cannot be an empty string',
    'put quotes around *: "*"',
  ],
  [rule('  - id: a\n    effect: deny'), 'schema', 6, 5, `'on' is missing`, 'add on:'],
  [
    rule('  - id: a\n    on: git.push\n    effect: deny'),
    'schema',
    7,
    9,
    `the string 'git.push' is seen, expected a list`,
    'write a list: [a, b]',
  ],
  [
    rule('  - id: a\n    on: []\n    effect: deny'),
    'schema',
    7,
    9,
    'the list is empty, expected at least one',
    'write one, or leave out what needs it',
  ],
  [
    rule('  - id: a\n    on: [git.psuh]\n    effect: deny'),
    'unknown-kind',
    7,
    10,
    `there is no operation kind 'git.psuh'`,
    'did you mean git.push?',
  ],
  [
    rule('  - id: a\n    on: [git.push]\n    efect: deny'),
    'schema',
    8,
    5,
    `'efect' is not known here`,
    'did you mean effect?',
  ],
  [
    rule('  - id: a\n    on: [git.push]\n    effect: refuse'),
    'schema',
    8,
    13,
    `the string 'refuse' is seen, expected allow, deny, require_approval`,
    'write allow or deny or require_approval',
  ],
  [
    rule('  - id: a\n    on: [git.push]\n    effect: require-approval'),
    'schema',
    8,
    13,
    `the string 'require-approval' is seen, expected allow, deny, require_approval`,
    'did you mean require_approval?',
  ],
  [
    rule('  - id: a\n    on: [git.push]\n    effect: require_approval'),
    'schema',
    6,
    5,
    `'approvers' is missing`,
    'name the groups who may approve: approvers: [reviewers]',
  ],
  [
    rule('  - id: a\n    on: [git.push]\n    effect: require_approval\n    approvers: [reviewrs]'),
    'unknown-group',
    9,
    17,
    `there is no group 'reviewrs'`,
    'did you mean reviewers?',
  ],
  [
    rule('  - id: a\n    on: [git.push]\n    effect: require_approval\n    approvers: reviewers'),
    'schema',
    9,
    16,
    `the string 'reviewers' is seen, expected a list`,
    'write a list: [a, b]',
  ],
  [
    rule('  - id: a\n    on: [git.push]\n    effect: deny\n    approvers: [reviewers]'),
    'schema',
    9,
    5,
    `'approvers' stands beside an effect that has no use for it`,
    'only require_approval takes approvers, hold and valid_for',
  ],
  [
    rule('  - id: a\n    on: [git.push]\n    effect: deny\n    hold: 5m'),
    'schema',
    9,
    5,
    `'hold' stands beside an effect that has no use for it`,
    'only require_approval takes approvers, hold and valid_for',
  ],
  [
    rule(
      '  - id: a\n    on: [git.push]\n    effect: require_approval\n    approvers: [reviewers]\n    hold: 15',
    ),
    'schema',
    10,
    11,
    `the number '15' is seen, expected a text`,
    'write a number and a unit: 90s, 15m, 1h, 2d',
  ],
  [
    rule(
      '  - id: a\n    on: [git.push]\n    effect: require_approval\n    approvers: [reviewers]\n    hold: 15min',
    ),
    'schema',
    10,
    11,
    `'15min' is no duration`,
    'write a number and a unit: 90s, 15m, 1h, 2d',
  ],
  [
    rule(
      '  - id: a\n    on: [git.push]\n    effect: require_approval\n    approvers: [reviewers]\n    hold: 2d',
    ),
    'duration',
    10,
    11,
    '2d is too long, at most 1d is expected',
    'write 1d or less',
  ],
  [
    rule(
      '  - id: a\n    on: [git.push]\n    effect: require_approval\n    approvers: [reviewers]\n    valid_for: 31d',
    ),
    'duration',
    10,
    16,
    '31d is too long, at most 30d is expected',
    'write 30d or less',
  ],
  [
    rule('  - id: a b\n    on: [git.push]\n    effect: deny'),
    'schema',
    6,
    9,
    `'a b' is no name`,
    'use lower-case letters, digits and - _ . between them',
  ],
  [
    rule('  - id: default\n    on: [git.push]\n    effect: deny'),
    'duplicate',
    6,
    9,
    'the id default stands for what happens without a rule',
    'give the rule another id',
  ],
  [
    rule('  - id: a\n    on: [git.push]\n    effect: deny\n  - id: a\n    on: [tunnel]\n    effect: deny'),
    'duplicate',
    9,
    9,
    'rule a is there already',
    'give each its own name, or leave one out',
  ],
  [
    rule('  - id: a\n    on: [git.push]\n    effect: deny\n    mode: enforced'),
    'schema',
    9,
    11,
    `the string 'enforced' is seen, expected enforce, warn, observe`,
    'did you mean enforce?',
  ],
  [
    rule('  - id: a\n    on: [git.push]\n    effect: deny\n    message: "two\\nlines"'),
    'schema',
    9,
    14,
    'the message is not one line of text',
    'write it on one line, without control characters',
  ],
  [
    rule('  - id: a\n    on: [git.push]\n    effect: deny\n    message: |\n      two\n      lines'),
    'schema',
    9,
    14,
    'the message is not one line of text',
    'write it on one line, without control characters',
  ],
  [
    rule('  - id: a\n    on: [git.push]\n    effect: deny\n    message: "\\ud800"'),
    'yaml',
    9,
    14,
    'half of a surrogate pair is not expected in a policy',
    'write the value out; quote a text that begins with * or & or !',
  ],
  [
    rule('  - id: a\n    on: [git.push, git.push]\n    effect: deny'),
    'schema',
    7,
    9,
    'the list holds something twice',
    'leave one out',
  ],
  [
    rule('  - id: a\n    on: [git.push]\n    effect: deny\n    when: true'),
    'schema',
    9,
    11,
    `the boolean 'true' is seen, expected a text`,
    'put quotes around it: "true"',
  ],
  [
    rule('  - id: a\n    on: [git.push]\n    effect: deny\n    when: ref.brnach == "x"'),
    'unknown-name',
    9,
    14,
    `a ref has no field 'brnach'`,
    'did you mean branch?',
  ],
  [
    rule(
      '  - id: a\n    on: [git.push]\n    effect: deny\n    when: >-\n      ref.forced &&\n      ref.brnach == "x"',
    ),
    'unknown-name',
    11,
    10,
    `a ref has no field 'brnach'`,
    'did you mean branch?',
  ],
  [
    rule(
      '  - id: a\n    on: [git.push]\n    effect: deny\n    when: |\n\n      ref.forced &&\n        ref.brnach == "x"',
    ),
    'unknown-name',
    12,
    11,
    `a ref has no field 'brnach'`,
    'did you mean branch?',
  ],
  [
    rule(
      `  - id: a\n    on: [git.push]\n    effect: deny\n    when: 'ref.tag == ''v'' && ref.brnach == "x"'`,
    ),
    'unknown-name',
    9,
    35,
    `a ref has no field 'brnach'`,
    'did you mean branch?',
  ],
  [
    rule(
      `  - id: a\n    on: [git.push]\n    effect: deny\n    when: "ref.tag == \\"v\\" && ref.brnach == 'x'"`,
    ),
    'unknown-name',
    9,
    35,
    `a ref has no field 'brnach'`,
    'did you mean branch?',
  ],
  [
    rule('  - id: a\n    on: [git.push]\n    effect: deny\n    when: ref.forced = true'),
    'expression-syntax',
    9,
    22,
    `the condition cannot be read at '=', expected CEL`,
    'compare with ==',
  ],
  [
    rule('  - id: a\n    on: [git.push]\n    effect: deny\n    when: ref.forced && # why\n      ref.odd'),
    'yaml',
    10,
    1,
    'this is not YAML: all mapping items must start at the same column',
    'check indentation and brackets; quote a text that holds ": " or " #" or begins with one of *&!|>%@`[{',
  ],
  [
    rule('  - id: a\n    on: [git.push, tunnel]\n    effect: deny\n    when: ref.forced'),
    'wrong-kind',
    9,
    11,
    `'ref' exists only for git.push, and the rule is also on tunnel`,
    'write on: [git.push], and another rule for the rest',
  ],
  [
    rule('  - id: a\n    on: ["*"]\n    effect: deny\n    when: changes.exists(c, c.odd)'),
    'wrong-kind',
    9,
    11,
    `'changes' exists only for git.push, and the rule is also on git.fetch, host.read, tunnel`,
    'write on: [git.push], and another rule for the rest',
  ],
  [
    rule('  - id: a\n    on: [git.push]\n    effect: deny\n    when: ""'),
    'expression-syntax',
    9,
    12,
    'the condition ends here, expected CEL',
    'leave `when` out for a rule that always matches',
  ],
  [
    rule('  - id: a\n    on: [git.push]\n    effect: deny\n    when: "true'),
    'yaml',
    9,
    16,
    'this is not YAML: missing closing "quote',
    'check indentation and brackets; quote a text that holds ": " or " #" or begins with one of *&!|>%@`[{',
  ],
  [
    rule('  - id: a\n    on: [git.push]\n    effect: deny\n    when:'),
    'schema',
    9,
    10,
    'nothing is seen, expected a text',
    'write a value, or leave the key out',
  ],
  [
    rule('  - id: a\n    on: [git.push]\n    effect: deny\n    when: ref.branch == "a": "b"'),
    'yaml',
    9,
    11,
    'this is not YAML: nested mappings are not allowed in compact mappings',
    'check indentation and brackets; quote a text that holds ": " or " #" or begins with one of *&!|>%@`[{',
  ],
  [rule('  - - id: a'), 'schema', 6, 5, 'a list is seen, expected a mapping', 'write it as key: value'],
  [
    rule('  - id: 7\n    on: [git.push]\n    effect: deny'),
    'schema',
    6,
    9,
    `the number '7' is seen, expected a text`,
    'put quotes around it: "7"',
  ],
  [
    rule('  - {id: a, on: [git.push], effect: deny'),
    'yaml',
    6,
    41,
    'this is not YAML: flow map in block collection must be sufficiently indented and end with a }',
    'check indentation and brackets; quote a text that holds ": " or " #" or begins with one of *&!|>%@`[{',
  ],
];

test.each(WRONG)('%j is refused', (text, code, line, column, message, hint) => {
  expect(() => compilePolicy(text, sha256)).toThrow(
    expect.objectContaining({
      name: 'PolicyError',
      code,
      line,
      column,
      hint,
      message: `line ${line}, column ${column}: ${message}`,
    }),
  );
});

const RULE = '  - id: a\n    on: [git.push]\n    effect: deny\n';

function hashes(text: string): readonly string[] {
  const compiled = compilePolicy(text, sha256);
  const { verdict } = compiled.evaluate(push('refs/heads/x'));
  return [compiled.hash, 'rule' in verdict ? (verdict.rule?.hash ?? '') : ''];
}

test.each([
  ['comments', `# why\n${rule(RULE)}`],
  ['the order of keys', rule('  - effect: deny\n    on: [git.push]\n    id: a\n')],
  ['another spelling of YAML', rule('  - { "id": a, on: ["git.push"], effect: deny }\n')],
  [
    'a default that is written out',
    rule(`${RULE}    mode: enforce\n    when: "true"\n    message: refused by rule a\n`),
  ],
])('hashes do not depend on %s', (_, text) => {
  expect(hashes(text)).toEqual(hashes(rule(RULE)));
});

test('the hash of a rule is of that rule alone, that of the policy of everything', () => {
  const [policyHash, ruleHash] = hashes(rule(RULE));
  const [otherPolicy, sameRule] = hashes(rule(`${RULE}  - id: b\n    on: [tunnel]\n    effect: allow\n`));
  const [, otherRule] = hashes(rule(`${RULE}    message: other\n`));
  expect(sameRule).toBe(ruleHash);
  expect(otherPolicy).not.toBe(policyHash);
  expect(otherRule).not.toBe(ruleHash);
  expect(ruleHash).toMatch(/^[0-9a-f]{64}$/u);
});

test('words to be looked for are collected from all rules, in lower case, sorted', () => {
  const asks = (id: string, when: string) =>
    `  - id: ${id}\n    on: [git.push]\n    effect: deny\n    when: ${when}\n`;
  const text = rule(
    asks('a', 'changes.exists(c, c.adds("Secret") || c.adds("password"))') +
      asks('b', 'commits.exists(k, k.says("PASSWORD"))'),
  );
  expect(compilePolicy(text, sha256).diffTerms).toEqual(['password', 'secret']);
});

test('all rules together look for no more words than one automaton holds', () => {
  const asks = Array.from(
    { length: 65 },
    (_, index) =>
      `  - { id: r${index}, on: [git.push], effect: deny, when: 'changes.exists(c, c.adds("w${index}"))' }\n`,
  );
  expect(() => compilePolicy(rule(asks.join('')), sha256)).toThrow(
    expect.objectContaining({ code: 'cost', line: 70 }),
  );
});

test('a compiled policy is frozen', () => {
  const compiled = compilePolicy(rule(RULE), sha256);
  expect(Object.isFrozen(compiled)).toBe(true);
  expect(Object.isFrozen(compiled.diffTerms)).toBe(true);
});
