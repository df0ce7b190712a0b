import { expect, test } from 'vitest';
import { askBoth } from '../test/support/condition.ts';
import { change, commit, push } from '../test/support/operation.ts';
import { localOf } from './fast-value.ts';
import { askedOfAll } from './fast-whole-value.ts';
import { parseExpression } from './syntax.ts';

const CHANGES = [
  change('src/a.ts', { addedLines: 3, terms: ['secret'], secrets: [{ rule: 'key', line: 1 }] }),
  change('src/b.ts', { addedLines: 9, kind: 'added' }),
];
const OPERATIONS = [[], CHANGES.slice(0, 1), CHANGES].map((changes) =>
  push('refs/heads/main', { changes, commits: changes.map(() => commit()) }),
);

const OF_CHANGES = [
  'c.kind == "modified"',
  'c.kind != "modified"',
  'c.kind == "deleted"',
  'c.added == 3',
  'c.added < 4',
  'c.added <= 2',
  'c.added > 3',
  'c.added >= 3',
  'c.odd',
  'c.odd == false',
  'c.kind in ["added", "deleted"]',
  'c.path.glob("src/**")',
  'c.path.glob(["*.ts", "src/a.*"])',
  'c.mode.glob("f*")',
] as const;

function asked(body: string) {
  const local = localOf(parseExpression('changes').root, 'c');
  return local === null ? null : askedOfAll(parseExpression(body).root, local);
}

test.each(OF_CHANGES)('%s is told for all at once, as the engine tells it', (body) => {
  expect(asked(body)).toMatchObject({
    exists: expect.any(Function) as unknown,
    all: expect.any(Function) as unknown,
  });
  for (const operation of OPERATIONS) {
    for (const macro of ['exists', 'all']) {
      const { fast, engine } = askBoth(`changes.${macro}(c, ${body})`, operation);
      expect(fast, `${macro} of ${operation.action.kind}`).toBe(engine);
    }
  }
});

test.each(['c.adds("secret")', 'c.adds("other")', '"key" in c.secrets', '"other" in c.secrets'])(
  '%s is told of any, and not of every one',
  (body) => {
    expect(asked(body)?.all).toBe(null);
    for (const operation of OPERATIONS) {
      for (const macro of ['exists', 'all']) {
        const { fast, engine } = askBoth(`changes.${macro}(c, ${body})`, operation);
        expect(fast).toBe(engine);
      }
    }
  },
);

test.each([
  'c.added < c.size',
  '3 < c.added',
  'c.kind < "b"',
  'c.path in [c.kind]',
  'c.path.contains("a")',
  'ref.forced',
])('%s is no question to one field', (body) => {
  expect(asked(body)).toBe(null);
});
