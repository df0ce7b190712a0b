import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { sameHoweverCut } from '../../../../test/support/cut.ts';
import { encodeUtf8 } from '../../git/bytes.ts';
import { AnswerError } from './answer-error.ts';
import { openAnswerScreen } from './answer-screen.ts';
import {
  eventsOf,
  OPTIONS,
  OWN_PLACEHOLDER,
  OWN_SECRET,
  PLACEHOLDER,
  pieces,
  SECRET,
  screened,
  stream,
} from './test-support.ts';

const places = fc.array(fc.nat({ max: 500 }), { maxLength: 6 });

function chunk(text: string, index: number, finish: string | null = null): object {
  const choice = { text, index, finish_reason: finish, logprobs: null, p: 'aaaa' };
  return { id: 'cmpl-1', object: 'text_completion', created: 7, model: 'gpt-41-copilot', choices: [choice] };
}

function received(events: readonly unknown[]): string[] {
  const texts: string[] = [];
  const client = eventsOf(screened('completion', [encodeUtf8(stream(events))]));
  for (const { choices } of client as { choices: { text: string; index: number }[] }[]) {
    for (const { text, index } of choices) texts[index] = (texts[index] ?? '') + text;
  }
  return texts;
}

const TEXT = `a ${SECRET} ${OWN_PLACEHOLDER} ${SECRET.slice(0, 5)}`;
const SHOWN = `a ${PLACEHOLDER} ${OWN_SECRET} ${SECRET.slice(0, 5)}`;

test('choices that interleave are each masked, restored and finished', () => {
  fc.assert(
    fc.property(places, places, fc.boolean(), (first, second, finishes) => {
      const [one, two] = [pieces(TEXT, first), pieces(TEXT, second)];
      const events = Array.from({ length: Math.max(one.length, two.length) }, (_, at) => [
        ...(one[at] === undefined ? [] : [chunk(one[at], 0)]),
        ...(two[at] === undefined ? [] : [chunk(two[at], 1)]),
      ]).flat();
      const ends = finishes ? [chunk('', 1, 'stop'), chunk('', 0, 'stop')] : [];
      expect(received([...events, ...ends, '[DONE]'])).toEqual([SHOWN, SHOWN]);
    }),
  );
});

test('what is not masked stays as it is, byte for byte', () => {
  const text = stream([chunk('retu', 0), chunk('rn a', 1), chunk(';', 0, 'stop'), '[DONE]']);
  expect(screened('completion', [encodeUtf8(text)])).toBe(text);
});

test('a stream that ends without its mark gives what is left', () => {
  expect(received([chunk(SECRET.slice(0, 5), 0)])).toEqual([SECRET.slice(0, 5)]);
});

test('a client that leaves early leaves a summary', () => {
  const screen = openAnswerScreen('completion', 'event-stream', OPTIONS);
  screen.write(encodeUtf8(stream([chunk(`x${SECRET}`, 0)])));
  expect(screen.summary()).toMatchObject({
    model: 'gpt-41-copilot',
    texts: [{ channel: 'choice 0', kind: 'completion', text: `x${PLACEHOLDER}` }],
    finishReasons: [],
  });
});

test('any cut of the bytes gives the same bytes', () => {
  const bytes = encodeUtf8(stream([...pieces(TEXT, [3, 9, 14]).map((text) => chunk(text, 0)), '[DONE]']));
  sameHoweverCut(bytes, (chunks) => screened('completion', chunks));
});

test.each<[string, unknown, string]>([
  ['a choice without text', { choices: [{ index: 0 }] }, 'unknown-shape'],
  ['a choice without its index', { choices: [{ text: 'a' }] }, 'unknown-shape'],
  ['text that is none', { choices: [{ index: 0, text: ['a'] }] }, 'unknown-shape'],
  ['no choices', { text: 'a' }, 'unknown-event'],
])('%s is cut off', (_, event, code) => {
  expect(() => received([event])).toThrow(expect.objectContaining({ constructor: AnswerError, code }));
});
