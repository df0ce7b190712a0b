import { expect, it } from 'vitest';
import { recordedRefs } from './recorded-refs.ts';

const ref = (name: string) => ({ ref: name, reason: 'no rule allows this' });

it.each([0, 1, 1000])('keeps %i refs as they are', (count) => {
  const refs = Array.from({ length: count }, (_, at) => ref(`refs/heads/${count - at}`));
  expect(recordedRefs(refs)).toEqual({ refs });
});

it('keeps the short names among more than there is room for, in their order', () => {
  const long = Array.from({ length: 1000 }, (_, at) => ref(`refs/heads/${at}${'\u3042'.repeat(1000)}`));
  const recorded = recordedRefs([...long, ref('refs/heads/main'), ref('refs/heads/a')]);
  expect(recorded.refs.slice(-2)).toEqual([ref('refs/heads/main'), ref('refs/heads/a')]);
  expect(recorded.refs.length + (recorded.refsLeftOut ?? 0)).toBe(1002);
  expect(recorded.refs.length).toBeGreaterThan(50);
  expect(Buffer.byteLength(JSON.stringify(recorded))).toBeLessThan(260 * 1024);
});
