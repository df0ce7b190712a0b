import { expect, test } from 'vitest';
import { change, commit, push } from '../test/support/operation.ts';
import { bindingsOf } from './bindings.ts';
import { createBudget } from './budget.ts';
import { createEnvironment } from './environment.ts';
import { factsOf } from './facts.ts';
import { type ColumnField, columnField, termsField } from './fast-column.ts';
import type { Column } from './fast-facts.ts';
import { localOf } from './fast-value.ts';
import { parseExpression } from './syntax.ts';

const PUSH = push('refs/heads/main', {
  changes: [
    change('a', { addedLines: 3, terms: ['x', 'y'] }),
    change('b', { addedLines: 9, terms: ['x'] }),
    change('b', { addedLines: 5 }),
  ],
  commits: [commit(), commit()],
});

function fieldOf(list: string, text: string): ColumnField | null {
  const local = localOf(parseExpression(list).root, 'c');
  if (local === null) throw new Error(`${list} is no list that is gone through`);
  return text === 'terms' ? termsField(local) : columnField(parseExpression(text).root, local);
}

function columnOf(field: ColumnField, steps = 1000): Column {
  const environment = createEnvironment();
  environment.begin(createBudget(steps));
  return field.columnOf(factsOf(PUSH, bindingsOf(PUSH, {}), environment.text));
}

test.each([
  ['changes', 'c.path', 'string', ['a', 'b'], null, null],
  ['changes', 'c.added', 'int', [3n, 9n, 5n], 3n, 9n],
  ['changes', 'c.odd', 'bool', [false], null, null],
  ['changes', 'c.terms', 'list', ['x', 'y'], null, null],
  ['changes', 'terms', 'list', ['x', 'y'], null, null],
  ['commits', 'c.author.email', 'string', ['dev@example.com'], null, null],
])('of %s, %s is a %s', (list, text, kind, values, least, most) => {
  const field = fieldOf(list, text);
  if (field === null) throw new Error('no field');
  expect(field.kind).toBe(kind);
  expect(columnOf(field)).toEqual({ values: new Set<unknown>(values), least, most });
});

test.each(['c', 'c.author', 'ref.name', 'c.ai_lines', '"c"', 'changes.size()'])('%s is no field', (text) => {
  expect(fieldOf('changes', text)).toBe(null);
});

test('a column costs what its list is long', () => {
  const field = fieldOf('changes', 'c.kind');
  expect(() => field !== null && columnOf(field, 3)).toThrow(RangeError);
});
