import { expect, test } from 'vitest';
import type { ActionKind } from '../protocol/operation.ts';
import { ALL_KINDS, PROMPT_KINDS } from './action-kind.ts';
import { checkExpression } from './check-expression.ts';
import { parseExpression } from './syntax.ts';

function check(text: string, kinds: readonly ActionKind[] = ['git.push']): readonly string[] {
  return checkExpression(parseExpression(text), kinds);
}

test.each([
  'true',
  'ref.forced',
  '!ref.forced || ref.change == "create"',
  'ref.branch in ["main", "master"]',
  'ref.kind in ["branch", "tag"]',
  '"release" in subject.groups',
  'subject.actor == "ai" ? ref.forced : ref.odd',
  'changes.exists(c, c.path.glob("deploy/**"))',
  'changes.exists(c, c.path.glob(["deploy/**", "infra/**"]))',
  'changes.all(c, c.added + c.removed < 100 && c.size <= 1000)',
  'changes.filter(c, c.mode == "symlink").size() > 0',
  'size(changes.map(c, c.path)) == 3',
  'changes.map(c, c.odd, c.path)[0].startsWith("a")',
  'changes.exists_one(c, c.opaque != "")',
  'commits.exists(k, k.author.email.endsWith("@example.com") && !k.merge)',
  'commits.exists(k, k.message.matches("^fix(up)?!"))',
  'commits.exists(k, changes.exists(c, c.commit == k.id))',
  'changes.exists(c, "password" in c.terms)',
  'has(ref.forced)',
  'changes[0].path == "a" || changes.size() == 0',
  '[1, 2] == [1, 2]',
  'ref.name < "s" && -1 < 2 && 7 % 2 == 1 && 2 * 3 - 1 > 4 / 2',
  'ref.short + "x" != ""',
  '[].size() == 0',
])('%s is a condition', (text) => {
  expect(check(text)).toEqual([]);
});

test.each([
  ['the action', 'action == "git.push" && host.glob("github.com") && subject.id != session.program'],
  ['a bool', 'false'],
])('%s can be asked of every kind', (_, text) => {
  expect(check(text, ALL_KINDS)).toEqual([]);
});

test.each<readonly [string, readonly ActionKind[]]>([
  ['prompt.says("Secret") || prompt.parts.exists(p, p.origin == "tool" && p.says("secret"))', PROMPT_KINDS],
  ['prompt.secrets.exists(s, s.rule == "key" && s.count > 1) && prompt.size > 10', PROMPT_KINDS],
  ['model.glob("m-*") && initiator == "user" && "shell" in tools', PROMPT_KINDS],
  ['answer.says("rm -rf") || answer.tool == "shell" && answer.arguments.contains("x")', ['copilot.answer']],
  ['mcp.tool.glob("push_*") && mcp.says("main") && path == "/mcp"', ['mcp.call']],
])('%s is a condition on %j, and nothing is looked for in diffs', (text, kinds) => {
  expect(check(text, kinds)).toEqual([]);
});

test('the words that a condition looks for are told, in lower case, once', () => {
  const text =
    'changes.exists(c, c.adds("PassWord") || c.adds("secret")) || commits.exists(k, k.says("password"))';
  expect(check(text)).toEqual(['password', 'secret']);
});

test.each([
  // Names
  ['rfe.forced', 'unknown-name', 'rfe', 'did you mean ref?'],
  ['ref.brnach == "x"', 'unknown-name', 'brnach', 'did you mean branch?'],
  ['changes.exists(c, c.pth == "x")', 'unknown-name', 'pth', 'did you mean path?'],
  ['changes.exists(c, d.path == "x")', 'unknown-name', "'d'", 'did you mean c?'],
  ['ref.constructor == "x"', 'unknown-name', 'constructor', 'known are: name, kind'],
  ['constructor == "x"', 'unknown-name', 'constructor', 'known are: subject'],
  ['__proto__ == "x"', 'unknown-name', '__proto__', 'known are: subject'],
  // Types
  ['ref.branch', 'type', 'the condition is a string, expected bool', 'compare it with something'],
  ['changes', 'type', 'the condition is a list of change', 'compare it'],
  ['changes.size()', 'type', 'the condition is a int', 'compare it'],
  ['changes.path == "x"', 'type', "a list of change has no field 'path'", 'look at each: .exists(x, x.path'],
  ['ref.branch.name == "x"', 'type', "a string has no field 'name'", 'leave the field out'],
  ['ref.exists(c, true)', 'type', 'a ref is gone through', 'changes.exists(c, …)'],
  ['changes.exists(ref, ref.odd)', 'type', "'ref' is taken already", 'a name of its own'],
  ['changes.exists(c, commits.exists(c, c.merge))', 'type', "'c' is taken already", 'a name of its own'],
  ['[1, "a"].size() == 2', 'type', 'a string stands in a list of int', 'one type'],
  ['ref.forced ? "a" : "b"', 'type', 'the condition is a string', 'compare'],
  ['ref.branch == null', 'type', 'null or bytes are seen', 'compare with ""'],
  ['ref.branch == b"x"', 'type', 'null or bytes are seen', 'compare with ""'],
  ['changes.size() > 1.5', 'type', 'a fraction or unsigned number', 'write it plainly'],
  ['changes.size() > 1u', 'type', 'a fraction or unsigned number', 'write it plainly'],
  ['{"a": 1}.size() == 1', 'type', 'a map or message is seen', 'use a list'],
  ['Foo{a: 1} == Foo{a: 1}', 'type', 'a map or message is seen', 'use a list'],
  // Cost
  ['changes.all(a, changes.all(b, changes.all(c, true)))', 'cost', 'more than 2 deep', 'split it'],
])('%s is refused as %s', (text, code, message, hint) => {
  expect(() => check(text)).toThrow(
    expect.objectContaining({
      problem: {
        code,
        message: expect.stringContaining(message) as unknown,
        hint: expect.stringContaining(hint) as unknown,
      },
    }),
  );
});

test.each<readonly [string, readonly ActionKind[], string]>([
  [
    'ref.forced',
    ['git.push', 'tunnel'],
    "'ref' exists only for git.push, github.write, and the rule is also on tunnel",
  ],
  ['changes.size() > 0', ALL_KINDS, "'changes' exists only for git.push, github.write"],
  ['prompt.says("x")', ['copilot.answer'], "'prompt' exists only for copilot.prompt,"],
  ['port == 443', ['git.push'], "'port' exists only for tunnel"],
  ['path == "/"', ['tunnel', 'host.read'], "'path' exists only for host.read, copilot.service"],
  [
    'repository.id == ""',
    ALL_KINDS,
    "'repository' exists only for git.fetch, git.push, github.api, github.write",
  ],
  ['action == "git.push" && ref.forced', ALL_KINDS, "'ref' exists only for git.push, github.write"],
])('%s is refused on %j', (text, kinds, message) => {
  expect(() => check(text, kinds)).toThrow(
    expect.objectContaining({
      problem: expect.objectContaining({
        code: 'wrong-kind',
        message: expect.stringContaining(message) as unknown,
      }) as unknown,
    }),
  );
});

test.each([
  ['ref.forced && ref.branhc == "x"', '.branhc'],
  ['changes.exists(c, c.path.glob("{a}"))', '"{a}"'],
  ['true &&  changes.exists(c, c.adds(c.path))', '.path'],
  ['ref.change == "deleted"', '"deleted"'],
])('the fault in %s is at %s', (text, place) => {
  let offset = -1;
  try {
    check(text);
  } catch (fault) {
    offset = (fault as { offset: number }).offset;
  }
  expect(text.slice(offset).startsWith(place)).toBe(true);
});

test('more words than one automaton holds are refused', () => {
  const asks = Array.from({ length: 65 }, (_, index) => `c.adds("w${index}")`);
  expect(() => check(`changes.exists(c, ${asks.join(' || ')})`)).toThrow(
    expect.objectContaining({ problem: expect.objectContaining({ code: 'cost' }) as unknown }),
  );
});
