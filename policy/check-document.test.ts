import { expect, test } from 'vitest';
import { parsePolicy } from './parse.ts';

function parse(text: string): () => unknown {
  return () => parsePolicy(`version: 1\nhosts: []\nrules: []\n${text}\n`);
}

const HMAC = 'a'.repeat(64);

test.each([
  'secrets: {}',
  "secrets: { patterns: [{ id: acme, keyword: acme_, pattern: '\\bACME_[a-z0-9]{32}' }] }",
  "secrets: { patterns: [{ id: acme, keyword: acme.key, pattern: 'acme\\.key=(?<secret>[a-z]+)' }] }",
  `secrets: { allowed: { salt: "12345678", hmacs: [${HMAC}] } }`,
  'secrets: { internal_domains: [corp.example.com, intra.net] }',
  'unknown_paths: [/a, /a/b.c/d-e_f~1]',
  'capture: full',
  'opaque_attachments: allow',
])('%s is fine', (text) => {
  expect(parse(text)).not.toThrow();
});

test.each([
  ["secrets: { patterns: [{ id: a, keyword: abc, pattern: '(?=abc)' }] }", 'regex', 'RE2'],
  ["secrets: { patterns: [{ id: a, keyword: abc, pattern: '[a-z]+' }] }", 'secret-pattern', 'in every match'],
  ["secrets: { patterns: [{ id: a, keyword: ab, pattern: 'ab' }] }", 'schema', 'three or more'],
  ['secrets: { patterns: [{ id: a, keyword: abc }] }', 'schema', 'add pattern:'],
  ["secrets: { patterns: [{ id: a, keyword: abc, pattern: '' }] }", 'schema', 'write more'],
  [
    'secrets: { patterns: [{ id: a, keyword: abc, pattern: abc }, { id: a, keyword: abc, pattern: abc }] }',
    'duplicate',
    'its own name',
  ],
  ['secrets: { allowed: { salt: "12345678", hmacs: [abc] } }', 'schema', '64 lower-case hex digits'],
  ['secrets: { allowed: { salt: short, hmacs: [] } }', 'schema', 'write more'],
  ['secrets: { internal_domains: [.example.com] }', 'host', 'leave the dot out'],
  ['secrets: { internal_domains: [com] }', 'host', 'name the domain'],
  ['secrets: { internal_domains: [Example.com] }', 'host', 'lower case'],
  ['unknown_paths: [copilot/new]', 'schema', 'write it as /one/two'],
  ['unknown_paths: [/a/../b]', 'schema', 'write it as /one/two'],
  ['unknown_paths: [/a//b]', 'schema', 'write it as /one/two'],
  ['unknown_paths: [/a/*]', 'schema', 'write it as /one/two'],
  ['unknown_paths: ["/a?b"]', 'schema', 'write it as /one/two'],
  ['unknown_paths: ["/a%2fb"]', 'schema', 'write it as /one/two'],
  ['unknown_paths: [/]', 'schema', 'write it as /one/two'],
  ['opaque_attachments: ask', 'schema', 'write deny or allow'],
  ['capture: everything', 'schema', 'write full or masked or metadata'],
])('%s is refused as %s', (text, code, hint) => {
  expect(parse(text)).toThrow(
    expect.objectContaining({ code, hint: expect.stringContaining(hint) as unknown, line: 4 }),
  );
});

test.each(['"*"', 'git.push', 'repo.write', 'tunnel', 'host.read', 'git.fetch'])(
  'nothing can be masked on %s',
  (kind) => {
    const text = `version: 1\nhosts: []\nrules:\n  - { id: a, on: [mcp.call, ${kind}], effect: mask }\n`;
    expect(() => parsePolicy(text)).toThrow(
      expect.objectContaining({
        code: 'wrong-kind',
        line: 4,
        hint: expect.stringContaining('mask on') as unknown,
      }),
    );
  },
);

test('a message tells of secrets only where they are looked for', () => {
  const rule = (on: string) =>
    `version: 1\nhosts: []\nrules:\n  - { id: a, on: [${on}], effect: deny, message: "{secrets}" }\n`;
  expect(() => parsePolicy(rule('repo.write, copilot.prompt, mcp.call'))).not.toThrow();
  expect(() => parsePolicy(rule('repo.write, tunnel'))).toThrow(
    expect.objectContaining({
      code: 'wrong-kind',
      hint: 'write on: [git.push, copilot.prompt, mcp.call, github.api, github.write]',
    }),
  );
});

function approvers(text: string): () => unknown {
  const groups = 'groups: { leads: ["group:leads"], pair: ["user:ana", "user:bo"] }';
  const rule = `rules:\n  - { id: a, on: [git.push], effect: require_approval, approvers: ${text} }`;
  return () => parsePolicy(`version: 1\nhosts: []\n${groups}\n${rule}\n`);
}

test.each([
  '[leads]',
  '[leads, "user:eve"]',
  '{ any_of: [leads] }',
  '{ all_of: [leads, pair], count: 3, reason: required, break_glass: ["user:eve"] }',
  '{ any_of: [leads], count: 20 }',
  '{ any_of: [pair], count: 2 }',
  '{ any_of: [pair], fresh_login: 5m }',
])('approvers may be %s', (text) => {
  expect(approvers(text)).not.toThrow();
});

test.each([
  ['[led]', 'unknown-group', 'leads'],
  ['["group:leads"]', 'schema', 'user:ID'],
  ['{ any_of: [led] }', 'unknown-group', 'leads'],
  ['{ any_of: [leads], break_glass: [led] }', 'unknown-group', 'leads'],
  ['{ break_glass: [leads] }', 'approvers', 'any_of'],
  ['{}', 'approvers', 'any_of'],
  ['{ any_of: [] }', 'schema', 'write one'],
  ['{ any_of: [pair], count: 3 }', 'approvers', 'name more people'],
  ['{ any_of: [pair, "user:ana"], count: 3 }', 'approvers', 'name more people'],
  ['{ any_of: [leads], count: 0 }', 'schema', 'whole number'],
  ['{ any_of: [leads], reason: maybe }', 'schema', 'required or optional'],
  ['{ any_of: [leads], fresh_login: 25h }', 'duration', 'write 1d or less'],
  ['{ any_of: [leads], fresh_login: 0m }', 'schema', ''],
  ['{ anyof: [leads] }', 'schema', 'did you mean any_of?'],
])('approvers may not be %s', (text, code, hint) => {
  expect(approvers(text)).toThrow(
    expect.objectContaining({ code, line: 5, hint: expect.stringContaining(hint) as unknown }),
  );
});
