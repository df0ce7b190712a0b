import { expect, test } from 'vitest';
import { destroyedJson } from './retention.ts';

test('what is said of content that is gone holds nothing else', () => {
  const contents = [{ side: 'prompt', day: '2026-11-21', said: 'no' }] as const;
  const detail = { of: 'a', contents, records: 3, reason: 'retention', source: 'policy' } as const;
  expect(destroyedJson(detail)).toEqual({ ...detail, contents: [{ side: 'prompt', day: '2026-11-21' }] });
});
