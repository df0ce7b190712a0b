import fc from 'fast-check';
import { expect, test } from 'vitest';
import { askBoth } from '../test/support/condition.ts';
import { change, push } from '../test/support/operation.ts';
import { localOf } from './fast-value.ts';
import { mayHold, wholeTest } from './fast-whole.ts';
import { parseExpression } from './syntax.ts';

function whole(body: string, quantifier: 'exists' | 'all') {
  const local = localOf(parseExpression('changes').root, 'c');
  if (local === null) throw new Error('changes are gone through');
  return {
    local,
    test: wholeTest(parseExpression(body).root, quantifier, { local, outside: () => () => true }),
  };
}

test.each([
  ['c.odd || c.kind == "added"', 'exists', true],
  ['c.odd && c.kind == "added"', 'exists', false],
  ['c.odd && c.kind == "added"', 'all', true],
  ['c.odd || c.kind == "added"', 'all', false],
  ['!(c.odd && c.kind == "added")', 'exists', true],
  ['ref.forced && c.odd', 'exists', true],
  ['ref.forced || c.odd', 'exists', false],
  ['ref.forced || c.odd', 'all', true],
  ['ref.forced', 'exists', false],
  ['!c.adds("x")', 'exists', false],
  ['!c.adds("x")', 'all', true],
] as const)('%s: whether %s is told of the whole list: %s', (body, quantifier, expected) => {
  expect(whole(body, quantifier).test !== null).toBe(expected);
});

test('what may hold says nothing where nothing is known', () => {
  const { local } = whole('c.odd', 'exists');
  const may = mayHold(parseExpression('c.added < c.size').root, { local, outside: () => null });
  expect(may({} as never)).toBe(true);
});

const ATOMS = [
  'ref.forced',
  'c.odd',
  'c.kind == "added"',
  'c.kind != "modified"',
  'c.added > 2',
  'c.added <= 4',
  'c.added < c.size',
  'c.adds("x")',
  '"key" in c.secrets',
  'c.mode in ["symlink", "none"]',
  'c.path.glob("src/**")',
  'c.path.glob(["**/generated/*.ts", "*"])',
];

const body = fc
  .array(
    fc.record({ atom: fc.constantFrom(...ATOMS), not: fc.boolean(), or: fc.boolean(), wrap: fc.boolean() }),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((parts) =>
    parts.reduce((text, { atom, not, or, wrap }) => {
      const one = not ? `!${atom.includes(' ') ? `(${atom})` : atom}` : atom;
      const joined = text === '' ? one : `(${text}) ${or ? '||' : '&&'} ${one}`;
      return wrap ? `!(${joined})` : joined;
    }, ''),
  );

const operation = fc
  .record({
    forced: fc.boolean(),
    changes: fc.array(
      fc.record({
        path: fc.constantFrom('a', 'src/x.ts', 'src/generated/y.ts', 'SRC~1/z'),
        kind: fc.constantFrom('added', 'modified'),
        mode: fc.constantFrom('file', 'symlink'),
        addedLines: fc.nat(5),
        size: fc.nat(5),
        terms: fc.subarray(['x']),
        secrets: fc.subarray([{ rule: 'key', line: 1 }]),
      }),
      { maxLength: 3 },
    ),
  })
  .map(({ forced, changes }) =>
    push('refs/heads/main', { forced, changes: changes.map(({ path, ...more }) => change(path, more)) }),
  );

test('exists and all give what the engine gives', () => {
  fc.assert(
    fc.property(fc.constantFrom('exists', 'all'), body, operation, (macro, text, asked) => {
      const { fast, engine } = askBoth(`changes.${macro}(c, ${text})`, asked);
      expect(fast).toBe(engine);
    }),
    { numRuns: 400 },
  );
});
