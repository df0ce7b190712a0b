import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Verdict } from '../protocol/verdict.ts';
import { change, fetchOf, push, sha256, tunnel } from '../test/support/operation.ts';
import { compilePolicy } from './compile.ts';
import { tightenPolicy, WORKSPACE_FILE } from './workspace.ts';

function base(rules: readonly string[], fallback = 'deny') {
  const head = `version: 1\nhosts: []\ngroups: { reviewers: ["group:leads", "user:ana"] }\ndefault: ${fallback}\n`;
  return compilePolicy(`${head}rules:${rules.map((rule) => `\n  - ${rule}`).join('') || ' []'}\n`, sha256);
}

function workspace(rules: readonly string[]): string {
  return `version: 1\nrules:${rules.map((rule) => `\n  - ${rule}`).join('') || ' []'}\n`;
}

const ALLOW = '{ id: allow, on: [git.push, tunnel], effect: allow }';
const ASK = '{ id: ask, on: [repo.write], effect: require_approval, approvers: [reviewers] }';
const PUSH = push('refs/heads/main', { changes: [change('deploy/a', { terms: ['internal'] })] });

test('the file stands at the root of the repository', () => {
  expect(WORKSPACE_FILE).toBe('.countersign.yaml');
});

test.each<readonly [string, readonly string[], string]>([
  ['no rule', [], 'allow allow'],
  [
    'a denial',
    ['{ id: frozen, on: [git.push], when: ref.branch.glob("main"), effect: deny }'],
    'deny workspace.frozen',
  ],
  [
    'a denial of something else',
    ['{ id: frozen, on: [git.push], when: ref.tag != "", effect: deny }'],
    'allow allow',
  ],
  ['a review by the groups of the organisation', [ASK], 'ask leads,user:ana'],
  [
    'words of its own',
    ['{ id: words, on: [git.push], when: \'changes.exists(c, c.adds("internal"))\', effect: deny }'],
    'deny workspace.words',
  ],
  ['what only observes', ['{ id: frozen, on: [git.push], mode: observe, effect: deny }'], 'allow allow'],
])('a repository tightens with %s', (_, rules, expected) => {
  const both = tightenPolicy(base([ALLOW]), workspace(rules), sha256);
  expect(told(both.evaluate(PUSH).verdict)).toBe(expected);
  expect(told(both.evaluate(tunnel('a.test')).verdict)).toBe('allow allow');
});

function told(verdict: Verdict): string {
  if (verdict.kind === 'require_approval') return `ask ${verdict.requirements[0]?.approvers.join(',')}`;
  return `${verdict.kind} ${verdict.rule?.id ?? 'default'}`;
}

test('a review in a repository gives nobody leave that the organisation does not', () => {
  expect(tightenPolicy(base([]), workspace([ASK]), sha256).evaluate(PUSH).verdict.kind).toBe('deny');
});

test('when there was no time, and from a record, both count as well', () => {
  const own = '{ id: frozen, on: [git.push], when: ref.branch.glob("main"), effect: deny }';
  const both = tightenPolicy(base([], 'allow'), workspace([own]), sha256);
  expect(told(both.presume(PUSH).verdict)).toBe('deny workspace.frozen');
  expect(told(both.presume(tunnel('a.test')).verdict)).toBe('allow default');
  const recorded = { kind: 'git.push', bindings: {}, what: 'a push', before: 'allow' } as const;
  expect(both.foresee(recorded)).toMatchObject({ verdict: 'cannot-tell', unknown: ['workspace.frozen'] });
  expect(both.foresee({ ...recorded, kind: 'tunnel' }).verdict).toBe('allow');
  expect(both.stepsFor(PUSH)).toBeGreaterThan(base([], 'allow').stepsFor(PUSH));
});

test('it is one policy, with the rules of both', () => {
  const own = '{ id: frozen, on: [git.push], effect: deny }';
  const text = workspace([own]);
  const both = tightenPolicy(base([ALLOW]), text, sha256);
  expect(both.rules.map(({ id }) => id)).toEqual(['allow', 'workspace.frozen']);
  expect(both.refs.map(({ id }) => id)).toEqual(['allow', 'workspace.frozen']);
  expect(both.workspace.text).toBe(text);
  expect(both.workspace.hash).toMatch(/^[0-9a-f]{64}$/u);
  expect(base([ALLOW]).workspace).toBe(null);
});

test('both are explained, and the words of both are looked for', () => {
  const own = '{ id: words, on: [git.push], when: \'changes.exists(c, c.adds("b"))\', effect: deny }';
  const both = tightenPolicy(base([own.replace('"b"', '"a"')]), workspace([own]), sha256);
  expect(both.diffTerms).toEqual(['a', 'b']);
  expect(both.explain(PUSH).rules.map(({ rule }) => rule.id)).toEqual(['words', 'workspace.words']);
  expect(both.hash).not.toBe(tightenPolicy(base([]), workspace([own]), sha256).hash);
});

test.each([
  ['an allowance', workspace(['{ id: a, on: [git.push], effect: allow }']), 'workspace', 3],
  [
    'what is no operation on a repository',
    workspace(['{ id: a, on: [tunnel], effect: deny }']),
    'workspace',
    3,
  ],
  ['everything', workspace(['{ id: a, on: ["*"], effect: deny }']), 'workspace', 3],
  ['hosts', `${workspace([])}hosts: []\n`, 'schema', 3],
  ['another default', `${workspace([])}default: allow\n`, 'schema', 3],
  ['groups of its own', `${workspace([])}groups: { g: ["user:me"] }\n`, 'schema', 3],
  ['a reviewer of its own choice', workspace([ASK.replace('[reviewers]', '["user:me"]')]), 'workspace', 3],
  [
    'one who approves alone',
    workspace([ASK.replace('[reviewers]', '{ any_of: [reviewers], break_glass: ["user:me"] }')]),
    'workspace',
    3,
  ],
  ['more bytes than it may have', `#${'x'.repeat(32 * 1024)}\n${workspace([])}`, 'too-large', 1],
  ['lists in lists without end', `version: 1\nrules: ${'['.repeat(30_000)}`, 'too-large', 1],
  ['lists in lists, deeper than can be read', `version: 1\nrules: ${'['.repeat(7000)}`, 'yaml', 2],
  ['more values than it may have', `version: 1\nrules: [${'0,'.repeat(4001)}]`, 'too-large', 1],
  ['brackets that close nothing', '}'.repeat(30_000), 'too-large', 1],
  ['one value named a million times', 'version: &a [x]\nrules: [*a, *a]\n', 'yaml', 1],
  ['a group that there is not', workspace([ASK.replace('[reviewers]', '[me]')]), 'unknown-group', 3],
  [
    'a condition that is wrong',
    workspace(['{ id: a, on: [git.push], when: ref.brnach == "x", effect: deny }']),
    'unknown-name',
    3,
  ],
  [
    'more rules than it may have',
    workspace(Array.from({ length: 101 }, (_, index) => `{ id: a${index}, on: [git.push], effect: deny }`)),
    'schema',
    3,
  ],
  ['what is no YAML', '%', 'yaml', 1],
] as const)('a file with %s is refused', (_, text, code, line) => {
  const tighten = () => tightenPolicy(base([ALLOW]), text, sha256);
  expect(tighten).toThrow(expect.objectContaining({ name: 'PolicyError', code }));
  expect(tighten).toThrow(expect.objectContaining({ line }));
});

const STRICTNESS = { allow: 0, require_approval: 1, deny: 2 } as const;

test('no rule of a repository ever allows what the organisation denies, or drops what it asks for', () => {
  const condition = fc.constantFrom(
    'true',
    'ref.forced',
    'ref.branch == "main"',
    'changes.size() > 1',
    'changes[9].odd',
  );
  const ruleOf = (effects: readonly string[]) =>
    fc.tuple(fc.constantFrom(...effects), condition, fc.constantFrom('enforce', 'observe'));
  const written = (rules: readonly (readonly [string, string, string])[]) =>
    rules.map(([effect, when, mode], index) => {
      const approvers = effect === 'require_approval' ? ', approvers: [reviewers]' : '';
      const scope = effect === 'scope' ? ', scope: { permissions: { contents: read } }' : '';
      return `{ id: r${index}, on: [repo.write, git.fetch], when: '${when}', mode: ${mode}, effect: ${effect}${approvers}${scope} }`.replaceAll(
        /, git\.fetch/gu,
        '',
      );
    });
  fc.assert(
    fc.property(
      fc.array(ruleOf(['allow', 'deny', 'require_approval', 'scope']), { maxLength: 4 }),
      fc.array(ruleOf(['deny', 'require_approval', 'scope']), { maxLength: 4 }),
      fc.record({
        forced: fc.boolean(),
        branch: fc.constantFrom('main', 'x'),
        fallback: fc.constantFrom('allow', 'deny'),
      }),
      (organisation, repository, { forced, branch, fallback }) => {
        const alone = base(written(organisation), fallback);
        const both = tightenPolicy(alone, workspace(written(repository)), sha256);
        for (const operation of [push(`refs/heads/${branch}`, { forced }), fetchOf('a/b')]) {
          const [before, after] = [alone.evaluate(operation), both.evaluate(operation)];
          expect(STRICTNESS[after.verdict.kind]).toBeGreaterThanOrEqual(STRICTNESS[before.verdict.kind]);
          expect(after.matched).toEqual(expect.arrayContaining([...before.matched]));
          if (before.verdict.kind === 'require_approval' && after.verdict.kind === 'require_approval')
            expect(after.verdict.requirements).toEqual(
              expect.arrayContaining([...before.verdict.requirements]),
            );
          if (before.obligations.scope !== null) expect(after.obligations.scope).not.toBe(null);
        }
      },
    ),
    { numRuns: 80 },
  );
});
