import { expect, test } from 'vitest';
import { HIDDEN_CONTENTS } from './push-diff.ts';

test('every reason to show no line is named once', () => {
  expect(new Set(HIDDEN_CONTENTS).size).toBe(HIDDEN_CONTENTS.length);
});
