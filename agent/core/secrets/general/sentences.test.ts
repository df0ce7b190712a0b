import { describe, expect, test } from 'vitest';
import { detectorOf, unmarked } from '../test-support.ts';
import { SENTENCES } from './sentences.ts';

const detector = detectorOf(SENTENCES);

describe.each(SENTENCES)('$id', ({ id, examples, counterExamples }) => {
  test.each(examples.map((text, index) => [index, unmarked(text)]))('finds example %i', (_, text) => {
    expect(detector.scan(String(text)).map(({ rule }) => rule)).toEqual([id]);
  });

  test.each(counterExamples.map((text, index) => [index, unmarked(text)]))(
    'leaves counter-example %i',
    (_, text) => {
      expect(detector.scan(String(text))).toEqual([]);
    },
  );
});
