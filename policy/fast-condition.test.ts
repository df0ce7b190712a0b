import fc from 'fast-check';
import { expect, test } from 'vitest';
import { askBoth } from '../test/support/condition.ts';
import { change, commit, push, sha256 } from '../test/support/operation.ts';
import { compilePolicy } from './compile.ts';

const PUSH = push('refs/heads/main', {
  changes: [change('src/a.ts'), change('Deploy/b', { kind: 'deleted' })],
  commits: [commit({ terms: ['secret'] })],
});

test.each([
  ['true', true],
  ['false', false],
  ['ref.forced', false],
  ['!ref.forced', true],
  ['ref.branch == "main" && !ref.odd', true],
  ['ref.branch != "main" || changes.size() == 2', true],
  ['changes.exists(c, c.path.glob("deploy/**"))', true],
  ['changes.exists(c, c.path.glob("deploy/**") && c.kind == "deleted")', true],
  ['changes.exists(c, c.path.glob("deploy/**") && c.kind == "added")', false],
  ['changes.exists(c, c.path.glob("docs/**"))', false],
  ['changes.all(c, c.path.glob(["src/**", "deploy/**"]) && !c.odd)', true],
  ['changes.all(c, c.path.glob("src/**"))', false],
  ['commits.exists(k, k.says("Secret")) && commits.all(k, !k.merge)', true],
  ['changes.exists(c, c.adds("secret"))', false],
])('%s does without the engine, and is %s', (when, expected) => {
  expect(askBoth(when, PUSH)).toEqual({ fast: expected, engine: expected });
});

test.each([
  'changes[0].odd',
  'changes.exists(c, commits.exists(k, k.id == c.commit))',
  'changes.filter(c, c.odd).size() == 0',
  'changes.exists_one(c, c.odd)',
  'ref.branch.matches("^m")',
  'ref.branch + "x" == "mainx"',
  'has(ref.branch)',
  '1 / changes.size() == 0',
  'subject.groups.exists(g, g == "developers")',
])('%s is left to the engine', (when) => {
  expect(askBoth(when, PUSH).fast).toBe(null);
});

const PATHS = [
  'src/a.ts',
  'Src/A.ts',
  'deploy/x',
  'DEPLOY~1/x',
  'a/b/Dockerfile',
  'x.tf',
  '.git/x',
  'deploy./y',
];
const ATOMS = [
  'ref.forced',
  'ref.branch == "main"',
  'ref.kind in ["branch", "tag"]',
  '"developers" in subject.groups',
  'changes.size() > 2',
  'ref.branch.glob(["ma*", "release/**"])',
  'changes.exists(c, c.path.glob("deploy/**"))',
  'changes.exists(c, c.path.glob(["**/Dockerfile", "*.tf"]) && c.size >= 50)',
  'changes.all(c, c.path.glob("src/**") || c.odd)',
  'changes.exists(c, c.adds("secret") && c.kind != "deleted")',
  'changes.exists(c, !c.adds("secret") && c.opaque == "")',
  'changes.all(c, c.added < 3 || c.mode in ["file", "executable"])',
  'changes.exists(c, "key" in c.secrets)',
  'commits.exists(k, k.merge || k.author.email.glob("*@example.com") && k.says("fix"))',
  'commits.all(k, k.message != "Change")',
];

const operations = fc
  .record({
    forced: fc.boolean(),
    branch: fc.constantFrom('main', 'Main', 'release/1', 'topic'),
    changes: fc.array(
      fc.record({
        path: fc.constantFrom(...PATHS),
        added: fc.nat(5),
        size: fc.nat(100),
        mode: fc.constantFrom('file', 'symlink'),
        terms: fc.subarray(['secret', 'other']),
        secrets: fc.subarray(['key']),
      }),
      { maxLength: 4 },
    ),
    commits: fc.array(fc.record({ merge: fc.boolean(), terms: fc.subarray(['fix']) }), { maxLength: 3 }),
  })
  .map(({ forced, branch, changes, commits }) =>
    push(`refs/heads/${branch}`, {
      forced,
      changes: changes.map(({ path, added, size, mode, terms, secrets }) =>
        change(path, {
          addedLines: added,
          size,
          mode: mode as 'file' | 'symlink',
          terms,
          secrets: secrets.map((rule) => ({ rule, line: 1 })),
        }),
      ),
      commits: commits.map((each) => commit(each)),
    }),
  );

test('it always gives what the engine gives', () => {
  const condition = fc
    .array(fc.record({ atom: fc.constantFrom(...ATOMS), not: fc.boolean(), or: fc.boolean() }), {
      minLength: 1,
      maxLength: 4,
    })
    .map((parts) =>
      parts.reduce(
        (text, { atom, not, or }) => `${text} ${or ? '||' : '&&'} ${not ? `!(${atom})` : atom}`,
        'true',
      ),
    );
  fc.assert(
    fc.property(condition, operations, (when, operation) => {
      const { fast, engine } = askBoth(when, operation);
      expect(fast).toBe(engine);
    }),
    { numRuns: 500 },
  );
});

test('what costs too much is told as such, and decides as if the worst were true', () => {
  const changes = Array.from({ length: 200_000 }, () => change('a'));
  const rules = Array.from(
    { length: 30 },
    (_, index) =>
      `  - { id: r${index}, on: [git.push], when: "changes.exists(c, c.added < c.removed)", effect: deny }\n`,
  );
  const policy = compilePolicy(`version: 1\nhosts: []\nrules:\n${rules.join('')}`, sha256);
  const { verdict, matched } = policy.evaluate(push('refs/heads/x', { changes }));
  expect(verdict.kind).toBe('deny');
  expect(new Set(matched.map(({ fault }) => fault))).toEqual(new Set(['cost']));
});
