import { expect, test } from 'vitest';
import { FIRST_VIEW, viewStateIn, withOpen } from './view-state.ts';

test.each([
  [undefined],
  [null],
  ['masked'],
  [{}],
  [{ section: 'elsewhere', open: [] }],
  [{ section: 'masked', open: 'all' }],
])('%j is where one begins', (kept) => {
  expect(viewStateIn(kept)).toEqual(FIRST_VIEW);
});

test('what was kept is taken up again, without what is no key', () => {
  expect(viewStateIn({ section: 'masked', open: ['a', 1, 'b'], secret: 'x' })).toEqual({
    section: 'masked',
    open: ['a', 'b'],
  });
});

test('what is unfolded is remembered, the newest hundred', () => {
  const one = withOpen(FIRST_VIEW, 'a', true);
  expect(withOpen(one, 'a', true).open).toEqual(['a']);
  expect(withOpen(one, 'a', false).open).toEqual([]);
  const many = Array.from({ length: 101 }, (_, index) => String(index)).reduce(
    (state, key) => withOpen(state, key, true),
    FIRST_VIEW,
  );
  expect([many.open.length, many.open[0]]).toEqual([100, '1']);
});
