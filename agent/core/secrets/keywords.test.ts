import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { AsciiUnits } from './ascii-units.ts';
import { buildKeywords, type KeywordAutomaton } from './keywords.ts';

const units = new AsciiUnits();

function hits(automaton: KeywordAutomaton, pieces: readonly string[]): readonly string[] {
  const found: string[] = [];
  let state = automaton.initial;
  let base = 0;
  for (const piece of pieces) {
    const read = units.of(piece);
    for (let at = 0; at < read.length; ) {
      const progress = automaton.next(read, at, state);
      ({ at, state } = progress);
      if (progress.hit) found.push(...automaton.endingAt(state).map((index) => `${index}@${base + at}`));
    }
    base += piece.length;
  }
  return found.toSorted();
}

function naive(words: readonly string[], text: string): readonly string[] {
  const found: string[] = [];
  words.forEach((word, index) => {
    for (let end = word.length; end <= text.length; end += 1)
      if (text.slice(end - word.length, end).toLowerCase() === word.toLowerCase())
        found.push(`${index}@${end}`);
  });
  return found.toSorted();
}

const letters = { unit: fc.constantFrom('a', 'B', 'b', '-', 'é') };
const words = fc.uniqueArray(
  fc.string({ unit: fc.constantFrom('a', 'B', 'b', '-'), minLength: 1, maxLength: 4 }),
  {
    minLength: 1,
    maxLength: 6,
  },
);

test('finds every word wherever it ends, in any case, however the text is cut', () => {
  fc.assert(
    fc.property(words, fc.array(fc.string(letters)), (list, pieces) => {
      const automaton = buildKeywords(list.map((text) => ({ text, held: true })));
      expect(hits(automaton, pieces)).toEqual(naive(list, pieces.join('')));
    }),
  );
});

test.each([
  ['', 0],
  ['x', 0],
  ['gh', 2],
  ['xgH', 2],
  ['ghg', 1],
  ['ke', 0],
])('after %j, %i characters may begin a word that is held', (text, expected) => {
  const automaton = buildKeywords([
    { text: 'ghp_', held: true },
    { text: 'key', held: false },
  ]);
  expect(automaton.heldAt(automaton.next(units.of(text), 0, automaton.initial).state)).toBe(expected);
});
