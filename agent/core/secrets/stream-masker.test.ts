import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CATALOGUE } from './catalogue/catalogue.ts';
import { GENERAL } from './general/general.ts';
import { maskText } from './mask-text.ts';
import { createStreamMasker } from './stream-masker.ts';
import { detectorOf, rule, unmarked, vaultOf } from './test-support.ts';

const RULES = [...CATALOGUE, ...GENERAL];
const detector = detectorOf(
  [
    ...RULES,
    rule('(?<![a-z])tok_[a-z0-9]{6}', ['tok_']),
    rule('(?<![0-9A-Za-z])[0-9]{3,5}:AA[a-z]{4,12}', [':AA']),
    rule('long_[a-z0-9]{20,900}!', ['long_']),
  ],
  { known: ['kn0wn-value-1'], internalDomains: ['corp.example'] },
);
const EXAMPLES = RULES.flatMap(({ examples, counterExamples }) => [...examples, ...counterExamples]).map(
  unmarked,
);
const SECRETS = [
  'tok_abc123',
  '1234:AAabcdef',
  `long_${'a1'.repeat(200)}!`,
  `long_${'b2'.repeat(200)} `,
  'kn0wn-value-1',
  'db.corp.example/x',
  `-----BEGIN PRIVATE KEY-----\n${'MIIEow1BAAKC\n'.repeat(80)}-----END PRIVATE KEY-----`,
];
const AROUND = [
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
  '\\n',
  '%3D',
  '\u001b[01;31m',
  'https://',
  'Bearer ',
];

/** All that is shown; fails when something is shown that the whole text, masked, does not begin with. */
function streamed(pieces: readonly string[], expected: string): string {
  const masker = createStreamMasker(detector, vaultOf('session'));
  let shown = '';
  for (const piece of pieces) {
    shown += masker.write(piece);
    if (!expected.startsWith(shown)) return shown;
  }
  return shown + masker.end();
}

function offline(text: string): string {
  return maskText(text, detector, vaultOf('session')).text;
}

function cutAt(text: string, lengths: readonly number[]): readonly string[] {
  const pieces: string[] = [];
  let at = 0;
  for (const length of [...lengths, text.length]) {
    pieces.push(text.slice(at, at + length));
    at += length;
  }
  return pieces;
}

describe('one character at a time, what is shown is the beginning of the whole text masked', () => {
  test.each(RULES)('examples of $id', ({ examples, counterExamples }) => {
    for (const example of [...examples, ...counterExamples].map(unmarked))
      for (const text of [example, `Put this in \`.env\`:\n${example}\nconst a = b(c);`]) {
        const expected = offline(text);
        expect(streamed(text.split(''), expected)).toBe(expected);
      }
  });

  test.each(SECRETS.map((text, index) => [index, text] as const))('secret %i', (_, secret) => {
    for (const text of [secret, `${secret}${secret}`, ` ${secret} `, `x = "${secret}"`]) {
      const expected = offline(text);
      expect(streamed(text.split(''), expected)).toBe(expected);
    }
  });
});

describe('however the text is cut, it is masked as a whole', () => {
  test('several in a row, in any surroundings', () => {
    const piece = fc.oneof(
      fc.constantFrom(...AROUND),
      fc.constantFrom(...EXAMPLES),
      fc.constantFrom(...SECRETS),
      fc.constantFrom(...EXAMPLES).chain((text) => fc.nat(text.length).map((end) => text.slice(0, end))),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), fc.array(fc.nat(40)), (parts, lengths) => {
        const text = parts.join('');
        const expected = offline(text);
        expect(streamed(cutAt(text, lengths), expected)).toBe(expected);
      }),
      { numRuns: 300 },
    );
  });

  test('cut before and after every character', () => {
    const text = `say ${SECRETS.slice(0, 2).join('')} and password = "hunter2!A"; ok`;
    const expected = offline(text);
    for (let at = 0; at <= text.length; at += 1)
      expect(streamed([text.slice(0, at), text.slice(at)], expected)).toBe(expected);
  });
});

test('says what is held and what was found', () => {
  const masker = createStreamMasker(detector, vaultOf('session'));
  expect(masker.write('some text, tok_ab')).toBe('some text, ');
  expect(masker.held).toBe(6);
  masker.write('c123;');
  expect(masker.held).toBe(0);
  expect(masker.found).toMatchObject([{ label: 'TEST', start: 11, end: 21 }]);
});

test('holds no more than 256 characters that are not decided', () => {
  const masker = createStreamMasker(detector, vaultOf('session'));
  masker.write(`some text, long_${'a'.repeat(250)}`);
  expect(masker.held).toBe(255);
  masker.write('aa');
  expect(masker.held).toBe(257);
  expect(masker.write(' more')).toMatch(/^CSG_TEST_[0-9A-Z]{8} /);
});
