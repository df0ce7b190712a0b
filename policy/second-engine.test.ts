import { celEnv, isCelError, isCelList, isCelMap, plan } from '@bufbuild/cel';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Operation } from '../protocol/operation.ts';
import { change, commit, push } from '../test/support/operation.ts';
import { bindingsOf } from './bindings.ts';
import { createBudget } from './budget.ts';
import { checkExpression } from './check-expression.ts';
import { createEnvironment } from './environment.ts';
import { foldSegments } from './fold.ts';
import { isGlob, matchGlob, parseGlob } from './glob.ts';
import { checkWithSecondEngine, createSecondEngine } from './second-engine.ts';
import { parseExpression } from './syntax.ts';

test.each([
  'true',
  'changes.exists(c, c.path.glob(["a", "b"]) && c.adds("x")) || commits.all(k, k.says("y"))',
  'subject.groups.exists(g, g == "a") ? ref.forced : "b" in subject.groups',
  'changes.filter(c, c.secrets.size() > 0).size() % 2 == 1 && ref.branch.matches("^m")',
  'changes.map(c, c.path)[0] == "a" && size(ref.name) > 3',
  `${'ref.forced || '.repeat(200)}ref.odd`,
])('%s is read alike', (text) => {
  expect(() => checkWithSecondEngine(text)).not.toThrow();
});

test.each([
  ['ref.branhc == "main"', 'no such key: branhc', 4],
  ['true && ref', "logical operator requires bool operands, got 'Countersign.ref'", 0],
  ['changes.size()', 'it is a int, expected bool', 0],
  ['ref.forced = true', 'unexpected character', 11],
])('%s is refused, whoever else takes it', (text, reason, offset) => {
  expect(() => checkWithSecondEngine(text)).toThrow(
    expect.objectContaining({
      offset,
      problem: expect.objectContaining({
        code: 'engines',
        message: expect.stringContaining(reason) as unknown,
      }) as unknown,
    }),
  );
});

test('it checks, and evaluates nothing', () => {
  const engine = createSecondEngine(() => {
    throw new Error('asked');
  });
  expect(engine.check('ref.branch.glob("main")')).toMatchObject({ valid: true, type: 'bool' });
});

/** Texts that both engines count and order alike: beyond the first plane one counts halves of pairs. */
const TEXTS = ['', 'a', 'main', 'Main', 'src/a.ts', 'deploy/x', 'é', '\uffff'];

interface Depth {
  readonly depth: number;
  /** The element of a macro around: a change, a commit, a text. */
  readonly local: 'c' | 'k' | 'g' | null;
}

function bool({ depth, local }: Depth): fc.Arbitrary<string> {
  const attributes = [
    'ref.forced',
    'ref.odd',
    'true',
    'false',
    ...(local === 'c' ? ['c.odd'] : []),
    ...(local === 'k' ? ['k.merge', 'k.signed'] : []),
  ];
  const leaf = fc.constantFrom(...attributes);
  if (depth === 0) return leaf;
  const inner = { depth: depth - 1, local };
  const [b, i, s] = [bool(inner), int(inner), text(inner)];
  const ordered = fc.constantFrom('==', '!=', '<', '<=', '>', '>=');
  const macros =
    local === null
      ? [macro('changes', 'c', depth), macro('commits', 'k', depth), macro('subject.groups', 'g', depth)]
      : [];
  return fc.oneof(
    { depthIdentifier: 'bool' },
    leaf,
    fc.tuple(b, fc.constantFrom('&&', '||', '==', '!='), b).map(([x, op, y]) => `(${x} ${op} ${y})`),
    b.map((x) => `!(${x})`),
    fc.tuple(i, ordered, i).map(([x, op, y]) => `(${x} ${op} ${y})`),
    fc.tuple(s, ordered, s).map(([x, op, y]) => `(${x} ${op} ${y})`),
    fc.tuple(s, list(inner)).map(([x, y]) => `(${x} in ${y})`),
    fc
      .tuple(s, fc.constantFrom('startsWith', 'endsWith', 'contains'), s)
      .map(([x, f, y]) => `${x}.${f}(${y})`),
    s.map((x) => `${x}.matches("^[a-m]+/")`),
    s.map((x) => `${x}.glob(["ma*", "deploy/**"])`),
    fc.tuple(b, b, b).map(([x, y, z]) => `(${x} ? ${y} : ${z})`),
    ...(local === 'c' ? [fc.constant('c.adds("key")')] : []),
    ...(local === 'k' ? [fc.constant('k.says("key")')] : []),
    ...macros,
  );
}

function macro(range: string, name: 'c' | 'k' | 'g', depth: number): fc.Arbitrary<string> {
  const body = bool({ depth: depth - 1, local: name });
  return fc.oneof(
    fc
      .tuple(fc.constantFrom('exists', 'all', 'exists_one'), body)
      .map(([f, x]) => `${range}.${f}(${name}, ${x})`),
    body.map((x) => `(${range}.filter(${name}, ${x}).size() > 1)`),
  );
}

/** Small, so that no sum leaves 64 bits: beyond them one engine goes on counting. */
function int({ depth, local }: Depth): fc.Arbitrary<string> {
  const leaf = fc.oneof(
    fc.integer({ min: -9, max: 9 }).map((n) => (n < 0 ? `(${n})` : String(n))),
    fc.constantFrom(
      'changes.size()',
      'subject.groups.size()',
      ...(local === 'c' ? ['c.added', 'c.size'] : []),
    ),
  );
  if (depth === 0) return leaf;
  const inner = { depth: depth - 1, local };
  return fc.oneof(
    leaf,
    fc
      .tuple(int(inner), fc.constantFrom('+', '-', '*', '/', '%'), int(inner))
      .map(([x, op, y]) => `(${x} ${op} ${y})`),
    text(inner).map((x) => `size(${x})`),
  );
}

function text({ depth, local }: Depth): fc.Arbitrary<string> {
  const own = { c: ['c.path', 'c.commit'], k: ['k.message', 'k.author.email'], g: ['g'] };
  const leaf = fc.oneof(
    fc.constantFrom(...TEXTS).map((each) => JSON.stringify(each)),
    fc.constantFrom('ref.branch', 'ref.name', 'subject.id', ...(local === null ? [] : own[local])),
  );
  if (depth === 0) return leaf;
  const inner = { depth: depth - 1, local };
  return fc.oneof(
    leaf,
    fc.tuple(text(inner), text(inner)).map(([x, y]) => `(${x} + ${y})`),
    fc.tuple(list(inner), fc.nat(2)).map(([x, index]) => `${x}[${index}]`),
  );
}

function list({ depth, local }: Depth): fc.Arbitrary<string> {
  const literal = fc
    .array(text({ depth: 0, local }), { minLength: 1, maxLength: 3 })
    .map((each) => `[${each.join(', ')}]`);
  return depth === 0
    ? literal
    : fc.oneof(literal, fc.constantFrom('subject.groups', 'changes.map(x, x.path)'));
}

const operations = fc
  .record({
    branch: fc.constantFrom('main', 'Main', 'é'),
    forced: fc.boolean(),
    groups: fc.subarray(['a', 'main', '\uffff']),
    changes: fc.array(
      fc.record({ path: fc.constantFrom(...TEXTS.slice(1)), added: fc.nat(9), terms: fc.subarray(['key']) }),
      { maxLength: 3 },
    ),
    merges: fc.array(fc.boolean(), { maxLength: 2 }),
  })
  .map(({ branch, forced, groups, changes, merges }) =>
    push(
      `refs/heads/${branch}`,
      {
        forced,
        changes: changes.map(({ path, added, terms }) =>
          change(path, { addedLines: added, terms, aiLines: 0 }),
        ),
        commits: merges.map((merge) => commit({ merge, terms: merge ? ['key'] : [] })),
      },
      { groups },
    ),
  );

/** What the engine makes of it that decides. */
function evaluated(when: string, operation: Operation): boolean | 'error' {
  const environment = createEnvironment();
  environment.begin(createBudget(1_000_000));
  const result = plan(environment.cel, parseExpression(when).root)(bindingsOf(operation, {}));
  return typeof result === 'boolean' ? result : 'error';
}

const SECOND = createSecondEngine((name, receiver, argument) => {
  if (name === 'glob') return [argument].flat().some((pattern) => isMatch(String(receiver), String(pattern)));
  const terms: unknown = (receiver as ReadonlyMap<string, unknown>).get('terms');
  return Array.isArray(terms) && terms.includes(argument);
});

function isMatch(name: string, pattern: string): boolean {
  const glob = parseGlob(pattern);
  return isGlob(glob) && matchGlob(glob, foldSegments(name), { steps: 0 });
}

function secondly(when: string, operation: Operation): boolean | 'error' {
  try {
    const values = Object.entries(bindingsOf(operation, {})).map(([name, value]) => [name, plain(value)]);
    const result: unknown = SECOND.evaluate(when, Object.fromEntries(values) as Record<string, unknown>);
    return typeof result === 'boolean' ? result : 'error';
  } catch {
    return 'error';
  }
}

function plain(value: unknown): unknown {
  if (isCelList(value)) return [...value].map(plain);
  if (isCelMap(value))
    return Object.fromEntries([...value].map(([name, each]) => [name, plain(each)] as [string, unknown]));
  return value;
}

test('both engines take the same conditions, and make the same of them', () => {
  fc.assert(
    fc.property(bool({ depth: 3, local: null }), operations, (when, operation) => {
      checkExpression(parseExpression(when), ['git.push']);
      checkWithSecondEngine(when);
      expect(secondly(when, operation)).toBe(evaluated(when, operation));
    }),
    { numRuns: 300 },
  );
});

test('an error of one is an error of the other', () => {
  const [operation] = fc.sample(operations, 1);
  if (operation === undefined) throw new Error('there is no operation');
  for (const when of ['1 / 0 == 1', '["a"][7] == "a"', 'changes.exists(c, c.size / 0 == 1)']) {
    const results = [evaluated(when, operation), secondly(when, operation)];
    expect(new Set(results).size, when).toBe(1);
  }
  expect(isCelError(plan(celEnv(), parseExpression('1 / 0 == 1').root)({}))).toBe(true);
});
