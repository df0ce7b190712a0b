import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GENERAL } from './general/general.ts';
import { maskText } from './mask-text.ts';
import { createStreamMasker } from './stream-masker.ts';
import { detectorOf, rule, unmarked, vaultOf } from './test-support.ts';

const detector = detectorOf(
  [
    ...GENERAL,
    rule('tok_[a-z0-9]{6}', ['tok_']),
    rule('[0-9]{3,5}:AA[a-z]{4,12}', [':AA']),
    rule('long_[a-z0-9]{20,900}!', ['long_']),
  ],
  { known: ['kn0wn-value-1'], internalDomains: ['corp.example'] },
);
const EXAMPLES = GENERAL.flatMap(({ examples, counterExamples }) => [...examples, ...counterExamples]).map(
  unmarked,
);
const SECRETS = [
  'tok_abc123',
  '1234:AAabcdef',
  `long_${'a1'.repeat(200)}!`,
  `long_${'b2'.repeat(200)} `,
  'kn0wn-value-1',
  'db.corp.example/x',
];
const SURROUNDINGS = [
  ' ',
  '\n',
  '"',
  'The answer is: ',
  'const a = b(c);\n',
  'tok',
  'key',
  'password',
  '=',
  ': ',
  '://',
  '-----',
  'é',
];

function streamed(pieces: readonly string[]): string {
  const masker = createStreamMasker(detector, vaultOf('session'));
  return pieces.map((piece) => masker.write(piece)).join('') + masker.end();
}

function offline(text: string): string {
  return maskText(text, detector, vaultOf('session')).text;
}

describe('however the text is cut, it is masked as a whole', () => {
  test.each([...EXAMPLES, ...SECRETS].map((text, index) => [index, text]))('example %i', (_, text) => {
    for (const around of ['', ' ', '"', 'x = ', '\n']) {
      const whole = `${around}${text}${around}`;
      expect(streamed(whole.split(''))).toBe(offline(whole));
    }
  });

  test('several in a row, in any surroundings', () => {
    const piece = fc.constantFrom(...EXAMPLES, ...SECRETS, ...SURROUNDINGS);
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.array(fc.nat(40)), (parts, lengths) => {
        const text = parts.join('');
        const pieces: string[] = [];
        let at = 0;
        for (const length of [...lengths, text.length]) {
          pieces.push(text.slice(at, at + length));
          at += length;
        }
        expect(streamed(pieces)).toBe(offline(text));
      }),
      { numRuns: 400 },
    );
  });

  test('cut before and after every character', () => {
    const text = `say ${SECRETS.slice(0, 2).join('')} and password = "hunter2!A"; ok`;
    for (let at = 0; at <= text.length; at += 1)
      expect(streamed([text.slice(0, at), text.slice(at)])).toBe(offline(text));
  });
});

test('no character of a secret is shown on the way', () => {
  const masker = createStreamMasker(detector, vaultOf('session'));
  let shown = '';
  for (const character of `a tok_abc123 b`) {
    shown += masker.write(character);
    expect(/^(?:a ?|a CSG_TEST_\w{8}.*)?$/.test(shown)).toBe(true);
  }
});

test('says what is held and what was found', () => {
  const masker = createStreamMasker(detector, vaultOf('session'));
  expect(masker.write('some text, tok_ab')).toBe('some text, ');
  expect(masker.held).toBe(6);
  masker.write('c123 ');
  expect(masker.held).toBe(0);
  expect(masker.found).toMatchObject([{ label: 'TEST', start: 11, end: 21 }]);
});
