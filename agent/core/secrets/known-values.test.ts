import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detectorOf, secretsIn } from './test-support.ts';

const VALUE = 's3ss‸ion/V@l"ue+1'.replace('‸', '');
const detector = detectorOf([], { known: [VALUE] });

test.each([
  ['as it is', `x${VALUE}y`, [VALUE]],
  ['in a URL', encodeURIComponent(VALUE), [encodeURIComponent(VALUE)]],
  ['in JSON', JSON.stringify({ a: VALUE }), [JSON.stringify(VALUE).slice(1, -1)]],
  [
    'in hexadecimal',
    Buffer.from(VALUE).toString('hex').toUpperCase(),
    [Buffer.from(VALUE).toString('hex').toUpperCase()],
  ],
  ['not in another case', VALUE.toUpperCase(), []],
])('%s', (_, text, expected) => {
  expect(secretsIn(detector, text)).toEqual(expected);
});

describe('in Base64', () => {
  test.each(['base64', 'base64url'] as const)(
    'as %s, wherever it begins and whatever stands around',
    (encoding) => {
      fc.assert(
        fc.property(fc.string(), fc.string(), (before, after) => {
          const text = Buffer.from(before + VALUE + after).toString(encoding);
          expect(detector.scan(text)).toHaveLength(1);
        }),
      );
    },
  );
});

test('a value longer than what is compared is masked whole', () => {
  const long = 'k9'.repeat(400);
  expect(secretsIn(detectorOf([], { known: [long] }), `x ${long} y`)).toEqual([long]);
});

test.each(['12345', 'a'.repeat(4097)])('a value that is too short or too long is refused', (value) => {
  expect(() => detectorOf([], { known: [value] })).toThrow(
    expect.objectContaining({ code: 'bad-known-value' }),
  );
});
