import { expect, test } from 'vitest';
import { OVERVIEW_WINDOWS } from './overview.ts';

test('an overview is of a day, a week or a month', () => {
  expect(OVERVIEW_WINDOWS).toEqual(['day', 'week', 'month']);
});
