import { describe, expect, test } from 'vitest';
import { detectorOf, rule, secretsIn } from './test-support.ts';

describe('where a rule applies', () => {
  test.each([
    ['its keyword in another case is no keyword', rule('tok_[a-z]{4}', ['tok_']), 'TOK_abcd', []],
    ['unless it is caseless', rule('tok_[a-z]{4}', ['tok_'], { caseless: true }), 'TOK_ABcd', ['TOK_ABcd']],
    ['at the very start and end', rule('tok_[a-z]{4}', ['tok_']), 'tok_abcd', ['tok_abcd']],
    ['one after another', rule('tok_[a-z]{4}', ['tok_']), 'tok_abcdtok_efgh', ['tok_abcd', 'tok_efgh']],
    ['before its keyword', rule('[0-9]{3}:AA[a-z]{2}', [':AA']), 'x 123:AAbc', ['123:AAbc']],
    ['the longest that it can be', rule('tok_[a-z]{2,9}', ['tok_']), 'tok_abcde f', ['tok_abcde']],
    ['only the secret of it', rule('key=(?<secret>[a-z]{4});', ['key']), 'key=abcd;', ['abcd']],
    ['not where it must not go on', rule('tok_[a-z]{4}(?![a-z])', ['tok_']), 'tok_abcde', []],
    ['not what it does not accept', rule('tok_[a-z]{4}', ['tok_'], { accepts: () => false }), 'tok_abcd', []],
  ])('%s', (_, each, text, expected) => {
    expect(secretsIn(detectorOf([each]), text)).toEqual(expected);
  });
});

describe('a token that has to be a word of its own', () => {
  const late = rule('(?<![0-9A-Za-z])[0-9]{3}:AA[a-z]{2}', [':AA']);
  const detector = detectorOf([rule('(?<![0-9A-Za-z])tok_[a-z]{4}', ['tok_']), late]);

  test.each([['\\n'], ['\\\\t'], ['token%3D'], ['<b\\u003e'], ['\u001b[01;31m'], ['[32m'], ['=']])(
    'begins behind %j',
    (before) => {
      expect(secretsIn(detector, `${before}tok_abcd`)).toEqual(['tok_abcd']);
      expect(secretsIn(detector, `${before}123:AAbc`)).toEqual(['123:AAbc']);
    },
  );

  test.each([['n'], ['%41'], ['\\w'], ['some']])('does not begin behind %j', (before) => {
    expect(secretsIn(detector, `${before}tok_abcd ${before}123:AAbc`)).toEqual([]);
  });
});

test('a rule of ours sees what stands around', () => {
  const seen: unknown[] = [];
  const judges = (candidate: unknown): boolean => seen.push(candidate) > 0;
  detectorOf([rule('key=(?<secret>[a-z]{4})', ['key'], { judges })]).scan('my key=abcd;');
  expect(seen).toEqual([{ before: 'my ', head: 'key=', secret: 'abcd', next: ';', cutOff: false }]);
});

test('a value that is allowed is not found', () => {
  const detector = detectorOf([rule('tok_[a-z]{4}', ['tok_'])], {
    allowed: (secret) => secret === 'tok_test',
  });
  expect(secretsIn(detector, 'tok_test tok_real')).toEqual(['tok_real']);
});

test('a placeholder is not a secret', () => {
  expect(secretsIn(detectorOf([rule('key=(?<secret>\\S{4,})', ['key'])]), 'key=CSG_TEST_7K2M9Q4T')).toEqual(
    [],
  );
});

describe('a secret longer than what may be held', () => {
  test('is masked to the end of its run', () => {
    const long = `tok_${'a'.repeat(700)}`;
    expect(secretsIn(detectorOf([rule('tok_[a-z]{4,900}!', ['tok_'])]), `${long} b`)).toEqual([long]);
  });

  test('from where the preferred way to read it begins', () => {
    const named = rule('key:(?:value:(?<secret>[a-z]{8,900})!|(?<secret>[a-z]{3,8}))', ['key:']);
    const long = 'a'.repeat(700);
    expect(secretsIn(detectorOf([named]), `key:value:${long} b`)).toEqual([long]);
    expect(secretsIn(detectorOf([named]), 'key:value:abc b')).toEqual(['value']);
  });

  test('unless its rule knows better', () => {
    const judges = ({ cutOff }: { cutOff: boolean }): boolean => !cutOff;
    const detector = detectorOf([rule('tok_[a-z]{4,900}', ['tok_'], { judges })]);
    expect(secretsIn(detector, `tok_${'a'.repeat(700)} b`)).toEqual([]);
  });

  test('comes in pieces when it does not end', () => {
    const detector = detectorOf([rule('tok_[a-z]{4,900}', ['tok_'])]);
    const found = detector.scan(`tok_${'a'.repeat(200_000)}`);
    expect(found.map(({ end, start }) => end - start)).toEqual([65_536, 65_536, 65_536, 3396]);
    expect(found.at(-1)?.end).toBe(200_004);
  });

  test('has a body when its rule says so', () => {
    const block = rule('BEGIN [a-z]{4}', ['BEGIN'], { body: '[a-z ]*?END' });
    expect(secretsIn(detectorOf([block]), 'x BEGIN abcdefgh ij END kl')).toEqual(['BEGIN abcdefgh ij END']);
    expect(secretsIn(detectorOf([block]), 'x BEGIN abcdefgh ij; kl')).toEqual(['BEGIN abcdefgh ij']);
  });
});

describe('refuses', () => {
  test('a text that is too long', () => {
    const detector = detectorOf([], { limits: { maxText: 4, maxFindings: 1 } });
    expect(detector.scan('1234')).toEqual([]);
    expect(() => detector.scan('12345')).toThrow(expect.objectContaining({ code: 'text-too-long' }));
  });

  test('a text of too many secrets', () => {
    const limits = { maxText: 100, maxFindings: 2 };
    const detector = detectorOf([rule('tok_[a-z]{4}', ['tok_'])], { limits });
    expect(detector.scan('tok_abcd tok_abcd')).toHaveLength(2);
    expect(() => detector.scan('tok_abcd tok_abcd tok_abcd')).toThrow(
      expect.objectContaining({ code: 'too-many-findings' }),
    );
  });

  test('a text that is made to be slow, and takes it when it is short', () => {
    const detector = detectorOf([rule('key=(?<secret>\\S{4,250})', ['key='], { accepts: () => false })]);
    expect(detector.scan('key='.repeat(8000))).toEqual([]);
    expect(() => detector.scan('key='.repeat(12_000))).toThrow(
      expect.objectContaining({ code: 'too-much-work' }),
    );
  });

  test('a rule that cannot be compiled', () => {
    expect(() => detectorOf([rule('(', ['abc'])])).toThrow(expect.objectContaining({ code: 'bad-pattern' }));
  });
});
