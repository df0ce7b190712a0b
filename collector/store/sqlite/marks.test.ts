import { expect, test } from 'vitest';
import { columnFacets, markOf } from './marks.ts';

test('a mark is one word to the index, whatever the value is, and no other value has it', () => {
  const values = ['refs/heads/main', 'REFS/HEADS/MAIN', '', 'a"b OR c', '名前', 'x'.repeat(100_000)];
  const marks = values.map((value) => markOf({ name: 'ref', value }));
  expect(marks.filter((mark) => !/^m[0-9a-f]{32}$/.test(mark))).toEqual([]);
  expect(new Set([...marks, markOf({ name: 'refs', value: '/heads/main' })]).size).toBe(7);
});

test('a column is no facet of its name', () => {
  const [column] = columnFacets({ event: null, agent: null, session: 's1', exchange: null });
  expect(column).not.toEqual({ name: 'session', value: 's1' });
});
