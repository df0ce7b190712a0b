import type { SourceFile } from './corpus.ts';
import { RULES } from './detectors.ts';

/** Characters of a file in one answer, and how many pass from one secret to the next. */
const ANSWER = 8000;
/** A delta as models send them: a word with the space before it, a few digits, a few marks. */
const DELTA = /\s*[A-Za-z]{1,7}|\s*\d{1,3}|\s*[^\sA-Za-z0-9]{1,3}|\s+/g;

/** Answers of a model, in deltas: ordinary text with an example of a secret in the middle of each. */
export function answers(files: readonly SourceFile[]): readonly (readonly string[])[] {
  const examples = RULES.flatMap((rule) => rule.examples).map((text) => text.replaceAll('‸', ''));
  return files.map(({ text }, index) => {
    const [before, after] = [text.slice(0, ANSWER / 2), text.slice(ANSWER / 2, ANSWER)];
    const example = examples[(index * 7919) % examples.length] ?? '';
    return `${before}\n${example}\n${after}`.match(DELTA) ?? [];
  });
}
