import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileTerms, TermScan, TermsError, termsIn } from './terms.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const utf16le = (text: string): Uint8Array => Buffer.from(text, 'utf16le');
const utf16be = (text: string): Uint8Array => Buffer.from(text, 'utf16le').swap16();

describe('refused', () => {
  test.each([
    ['an empty term', [''], 'empty-term'],
    ['a term of NULs', ['\0'], 'empty-term'],
    ['a term over two lines', ['a\nb'], 'unmatchable-term'],
    ['a term with a NUL', ['a\0b'], 'unmatchable-term'],
    [
      'more terms than the table has room for',
      [...Array(5000).keys()].map((n) => `${n}-${n}`),
      'too-many-terms',
    ],
  ])('%s', (_name, terms, code) => {
    expect(() => compileTerms(terms)).toThrow(expect.objectContaining({ name: TermsError.name, code }));
  });
});

test.each([
  ['the word itself', utf8('my password is'), ['password']],
  ['another case', utf8('PassWORD'), ['password']],
  ['within a word', utf8('xpasswordx'), ['password']],
  ['NULs between the letters', utf8('p\0as\0\0sword'), ['password']],
  ['UTF-16 little-endian', utf16le('password'), ['password']],
  ['UTF-16 big-endian', utf16be('password'), ['password']],
  ['a start repeated', utf8('paspassword'), ['password']],
  ['a term inside another', utf8('passwords'), ['password', 'words']],
  ['terms sharing an end', utf8('a keyword'), ['word']],
  ['non-ASCII in UTF-8', utf8('le passé simple'), ['passé']],
  ['non-ASCII in upper case', utf8('PASSÉ'), ['passé']],
  ['non-ASCII in UTF-16 little-endian', utf16le('mot passé'), ['passé']],
  ['non-ASCII in UTF-16 big-endian', utf16be('mot passé'), ['passé']],
  ['Cyrillic in UTF-16', utf16le('мой пароль'), ['пароль']],
  ['Gujarati in UTF-16, whose bytes hold line feeds', utf16be('ગુપ્ત'), ['ગુપ્ત']],
  ['a part only', utf8('passwor d'), []],
  ['a word split by a line end', utf8('pass\nword'), []],
])('%s', (_name, bytes, expected) => {
  const terms = ['password', 'words', 'word', 'passé', 'пароль', 'ગુપ્ત'];
  const found = termsIn(bytes, compileTerms(terms)).filter(
    (term) => term !== 'word' || expected.includes('word'),
  );
  expect(found).toEqual(expected);
});

test('no terms match nothing', () => {
  expect(termsIn(utf8('anything'), compileTerms([]))).toEqual([]);
});

test('a line is scanned up to its end, and the next one from the root', () => {
  const scan = new TermScan(compileTerms(['secret']));
  const bytes = utf8('sec\nret\nsecret');
  expect(scan.scanLine(bytes, 0)).toBe(3);
  scan.restart();
  expect(scan.scanLine(bytes, 4)).toBe(7);
  expect(scan.take()).toEqual([]);
  expect(scan.scanLine(bytes, 8)).toBe(bytes.length);
  expect(scan.take()).toEqual(['secret']);
  expect(scan.take()).toEqual([]);
});

test.each([
  ['short terms', { minLength: 1, maxLength: 4 }, ['\n', '\0'], 12],
  ['terms that are skipped to', { minLength: 4, maxLength: 7 }, ['\n'], 40],
  ['terms that are skipped to between NULs', { minLength: 4, maxLength: 5 }, ['\n', '\0'], 12],
])(
  'finds what a plain search finds, however the bytes are cut and padded: %s',
  (_name, length, odd, maxLength) => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'A'), ...length });
    const piece = fc.string({ unit: fc.constantFrom('a', 'b', 'A', ...odd), maxLength });
    fc.assert(
      fc.property(
        fc.uniqueArray(word, { maxLength: 5 }),
        fc.array(piece, { maxLength: 20 }),
        (terms, pieces) => {
          const scan = new TermScan(compileTerms(terms));
          for (const piece of pieces) scan.scanAll(utf8(piece));
          const text = pieces.join('').replaceAll('\0', '').toLowerCase();
          expect(scan.take()).toEqual(terms.filter((term) => text.includes(term.toLowerCase())));
        },
      ),
    );
  },
);
