import { expect, test } from 'vitest';
import type { Finding } from '../core/secrets/finding.ts';
import { CleanTexts } from './clean-texts.ts';

const LONG = 'x'.repeat(300);

/** Finds each `!` and says which texts it was given. */
function searcher(sign = '!') {
  const searched: string[] = [];
  const scan = (text: string): readonly Finding[] => {
    searched.push(text);
    const at = text.indexOf(sign);
    return at < 0 ? [] : [{ rule: 'sign', label: 'SIGN', start: at, end: at + 1 }];
  };
  return { scan, searched };
}

test('a text in which nothing was found is not searched again', () => {
  const [clean, first, second] = [new CleanTexts(9), searcher(), searcher('?')];
  for (let turn = 0; turn < 3; turn += 1) expect(clean.scan(LONG, first, second)).toEqual([]);
  expect([first.searched, second.searched]).toEqual([[LONG], [LONG]]);
});

test.each([
  ['with a find', `${LONG}!`],
  ['with a find of the second searcher alone', `${LONG}?`],
  ['that is short', 'x'],
  ['with half of a surrogate pair', `${LONG}\ud800`],
])('a text %s is searched every time', (_name, text) => {
  const [clean, first, second] = [new CleanTexts(9), searcher(), searcher('?')];
  const found = clean.scan(text, first, second);
  expect(clean.scan(text, first, second)).toEqual(found);
  expect(first.searched).toEqual([text, text]);
});

test.each(['first', 'second'])('another %s detector begins anew', (which) => {
  const [clean, old, same] = [new CleanTexts(9), searcher(), searcher()];
  const finds = searcher('x');
  const [first, second] = which === 'first' ? [finds, same] : [same, finds];
  expect(which === 'first' ? clean.scan(LONG, old, same) : clean.scan(LONG, same, old)).toEqual([]);
  expect(clean.scan(LONG, first, second)).toHaveLength(1);
});

test('a search that throws leaves nothing behind', () => {
  const clean = new CleanTexts(9);
  const broken = {
    scan: (): never => {
      throw new Error('too much work');
    },
  };
  for (let turn = 0; turn < 2; turn += 1)
    expect(() => clean.scan(LONG, broken, searcher())).toThrow('too much work');
});

test('as many texts are known as are allowed, those that were met last', () => {
  const [clean, first, second] = [new CleanTexts(2), searcher(), searcher()];
  const texts = ['a', 'b', 'c'].map((letter) => letter.repeat(300));
  const [a = '', b = '', c = ''] = texts;
  for (const text of [a, b, a, c, a, b]) clean.scan(text, first, second);
  expect(first.searched).toEqual([a, b, c, b]);
});
