import { expect, test } from 'vitest';
import { CONTROL_VERSION, standingOf } from './control-version.ts';

test.each([
  [CONTROL_VERSION, 'same'],
  [CONTROL_VERSION - 1, 'older'],
  [CONTROL_VERSION + 1, 'newer'],
  [undefined, 'older'],
  [String(CONTROL_VERSION + 1), 'older'],
])('an agent of %s is %s', (control, expected) => {
  expect(standingOf(control)).toBe(expected);
});
