import { celEnv, isCelError, isCelList, isCelMap, plan } from '@bufbuild/cel';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ActionKind, Operation } from '../protocol/operation.ts';
import { apiCall, change, chat, commit, part, push } from '../test/support/operation.ts';
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

/** What conditions on one kind of operation read, or on an element that a macro goes through. */
interface Attributes {
  readonly bools: readonly string[];
  readonly ints: readonly string[];
  readonly texts: readonly string[];
  readonly lists?: readonly string[];
  /** Lists to go through: name of the element, and what it has. */
  readonly elements?: Readonly<Record<string, readonly [string, Attributes]>>;
}

const GROUP: Attributes = { bools: [], ints: [], texts: ['g'] };
const SUBJECT = { texts: ['subject.id', 'session.program'], lists: ['subject.groups'] };
const FOUND: Attributes = { bools: [], ints: ['f.count'], texts: ['f.rule', 'f.where'] };

const PUSH: Attributes = {
  bools: ['ref.forced', 'ref.odd'],
  ints: ['changes.size()', 'subject.groups.size()'],
  texts: ['ref.branch', 'ref.name', ...SUBJECT.texts],
  lists: [...SUBJECT.lists, 'changes.map(x, x.path)'],
  elements: {
    changes: [
      'c',
      {
        bools: ['c.odd', 'c.adds("key")', '("key" in c.secrets)'],
        ints: ['c.added', 'c.size'],
        texts: ['c.path', 'c.commit'],
        lists: ['c.secrets'],
      },
    ],
    commits: [
      'k',
      { bools: ['k.merge', 'k.signed', 'k.says("key")'], ints: [], texts: ['k.message', 'k.author.email'] },
    ],
    'subject.groups': ['g', GROUP],
  },
};

const CHAT: Attributes = {
  bools: ['prompt.says("key")', '("bash" in tools)'],
  ints: ['prompt.size', 'prompt.opaque', 'prompt.parts.size()', 'tools.size()'],
  texts: ['model', 'surface', 'host', ...SUBJECT.texts],
  lists: ['tools', ...SUBJECT.lists],
  elements: {
    'prompt.parts': [
      'p',
      { bools: ['p.says("key")'], ints: ['p.size'], texts: ['p.path', 'p.tool', 'p.text'] },
    ],
    'prompt.secrets': ['f', FOUND],
    tools: ['t', { bools: [], ints: [], texts: ['t'] }],
  },
};

const API: Attributes = {
  bools: [],
  ints: ['api.secrets.size()'],
  texts: ['api.name', 'api.path', 'api.head', 'repository.path', 'repository.id'],
  lists: SUBJECT.lists,
  elements: { 'api.secrets': ['f', FOUND], 'subject.groups': ['g', GROUP] },
};

interface Depth {
  readonly depth: number;
  readonly of: Attributes;
}

function bool({ depth, of }: Depth): fc.Arbitrary<string> {
  const leaf = fc.constantFrom('true', 'false', ...of.bools);
  if (depth === 0) return leaf;
  const inner = { depth: depth - 1, of };
  const [b, i, s] = [bool(inner), int(inner), text(inner)];
  const ordered = fc.constantFrom('==', '!=', '<', '<=', '>', '>=');
  const macros = Object.entries(of.elements ?? {}).map(([range, element]) =>
    macro(range, element, { depth, of }),
  );
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
    ...macros,
  );
}

/** Within it there is what is outside as well, but no other list to go through. */
function macro(
  range: string,
  [name, own]: readonly [string, Attributes],
  { depth, of }: Depth,
): fc.Arbitrary<string> {
  const inside: Attributes = {
    bools: [...of.bools, ...own.bools],
    ints: [...of.ints, ...own.ints],
    texts: [...of.texts, ...own.texts],
    lists: [...(of.lists ?? []), ...(own.lists ?? [])],
  };
  const body = bool({ depth: depth - 1, of: inside });
  return fc.oneof(
    fc
      .tuple(fc.constantFrom('exists', 'all', 'exists_one'), body)
      .map(([f, x]) => `${range}.${f}(${name}, ${x})`),
    body.map((x) => `(${range}.filter(${name}, ${x}).size() > 1)`),
  );
}

/** Small, so that no sum leaves 64 bits: beyond them one engine goes on counting. */
function int({ depth, of }: Depth): fc.Arbitrary<string> {
  const leaf = fc.oneof(
    fc.integer({ min: -9, max: 9 }).map((n) => (n < 0 ? `(${n})` : String(n))),
    fc.constantFrom('0', ...of.ints),
  );
  if (depth === 0) return leaf;
  const inner = { depth: depth - 1, of };
  return fc.oneof(
    leaf,
    fc
      .tuple(int(inner), fc.constantFrom('+', '-', '*', '/', '%'), int(inner))
      .map(([x, op, y]) => `(${x} ${op} ${y})`),
    text(inner).map((x) => `size(${x})`),
  );
}

function text({ depth, of }: Depth): fc.Arbitrary<string> {
  const leaf = fc.oneof(
    fc.constantFrom(...TEXTS).map((each) => JSON.stringify(each)),
    fc.constantFrom(...of.texts),
  );
  if (depth === 0) return leaf;
  const inner = { depth: depth - 1, of };
  return fc.oneof(
    leaf,
    fc.tuple(text(inner), text(inner)).map(([x, y]) => `(${x} + ${y})`),
    fc.tuple(list(inner), fc.nat(2)).map(([x, index]) => `${x}[${index}]`),
  );
}

function list({ depth, of }: Depth): fc.Arbitrary<string> {
  const literal = fc
    .array(text({ depth: 0, of }), { minLength: 1, maxLength: 3 })
    .map((each) => `[${each.join(', ')}]`);
  const { lists = [] } = of;
  return depth === 0 || lists.length === 0 ? literal : fc.oneof(literal, fc.constantFrom(...lists));
}

const pushes = fc
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

const small = fc.constantFrom(...TEXTS);
const found = fc.array(
  fc.record({ rule: small, placeholder: fc.constant(null), where: small, count: fc.nat(3) }),
  { maxLength: 2 },
);

const chats = fc
  .record({
    model: small,
    tools: fc.subarray(['bash', 'main', 'é']),
    parts: fc.array(
      fc.record({
        text: fc.constantFrom(...TEXTS, 'the KEY'),
        path: fc.option(small),
        origin: fc.constant('user'),
      }),
      { maxLength: 3 },
    ),
    secrets: found,
    opaqueAttachments: fc.nat(2),
  })
  .map(({ parts, ...more }) =>
    chat({ ...more, parts: parts.map(({ text: said, path }) => part(said, { path })) }),
  );

const calls = fc
  .record({ name: small, path: small, head: small, secrets: found, isOfNone: fc.boolean() })
  .map(({ isOfNone, ...call }) => apiCall(call, isOfNone ? { repository: null } : {}));

/** What the engine makes of it that decides. */
function evaluated(when: string, operation: Operation): boolean | 'error' {
  const environment = createEnvironment();
  environment.begin(createBudget(1_000_000));
  const result = plan(environment.cel, parseExpression(when).root)(bindingsOf(operation, {}));
  return typeof result === 'boolean' ? result : 'error';
}

const SECOND = createSecondEngine((name, receiver, argument) => {
  if (name === 'glob') return [argument].flat().some((pattern) => isMatch(String(receiver), String(pattern)));
  return holdsWord(receiver, String(argument));
});

/** As the inspection of a push has found it, or said in any letter case. */
function holdsWord(record: unknown, word: string): boolean {
  const [terms, parts] = [fieldOf(record, 'terms'), fieldOf(record, 'parts')];
  if (Array.isArray(terms)) return terms.includes(word);
  if (Array.isArray(parts)) return parts.some((each) => holdsWord(each, word));
  return String(fieldOf(record, 'text')).toLowerCase().includes(word);
}

function fieldOf(record: unknown, name: string): unknown {
  return record instanceof Map ? record.get(name) : (record as Readonly<Record<string, unknown>>)[name];
}

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

test.each<[ActionKind, Attributes, fc.Arbitrary<Operation>]>([
  ['git.push', PUSH, pushes],
  ['copilot.chat', CHAT, chats],
  ['github.api', API, calls],
])('both engines take the same conditions on a %s, and make the same of them', (kind, of, operations) => {
  fc.assert(
    fc.property(bool({ depth: 3, of }), operations, (when, operation) => {
      // Beside a text in lower case a literal with a capital is refused by our own checker.
      fc.pre(!when.includes('repository.') || !when.includes('"Main"'));
      checkExpression(parseExpression(when), [kind]);
      checkWithSecondEngine(when);
      expect(secondly(when, operation)).toBe(evaluated(when, operation));
    }),
    { numRuns: 250 },
  );
});

test('an error of one is an error of the other', () => {
  const [operation] = fc.sample(pushes, 1);
  if (operation === undefined) throw new Error('there is no operation');
  for (const when of ['1 / 0 == 1', '["a"][7] == "a"', 'changes.exists(c, c.size / 0 == 1)']) {
    const results = [evaluated(when, operation), secondly(when, operation)];
    expect(new Set(results).size, when).toBe(1);
  }
  expect(isCelError(plan(celEnv(), parseExpression('1 / 0 == 1').root)({}))).toBe(true);
});
