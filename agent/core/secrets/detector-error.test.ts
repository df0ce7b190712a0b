import { expect, test } from 'vitest';
import { DetectorError } from './detector-error.ts';

test('says which fault it is', () => {
  expect(new DetectorError('bad-pattern', 'why')).toMatchObject({
    code: 'bad-pattern',
    name: 'DetectorError',
    message: 'why',
  });
});
