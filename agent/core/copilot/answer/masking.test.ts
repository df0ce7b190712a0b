import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeUtf8 } from '../../git/bytes.ts';
import { CATALOGUE } from '../../secrets/catalogue/catalogue.ts';
import { GENERAL } from '../../secrets/general/general.ts';
import { maskText } from '../../secrets/mask-text.ts';
import { createStreamMasker } from '../../secrets/stream-masker.ts';
import { createStreamRestorer } from '../../secrets/stream-restorer.ts';
import { detectorOf, unmarked, vaultOf } from '../../secrets/test-support.ts';
import type { ScreenedSurface } from './answer-screen.ts';
import type { AnswerOptions } from './options.ts';
import { eventsOf, OPTIONS, pieces, screened, stream } from './test-support.ts';

/** The engine as an agent uses it: two vaults of one key, one for what the client said and one for answers. */
const DETECTOR = detectorOf([...CATALOGUE, ...GENERAL]);
const [SAID, ANSWERED] = [vaultOf('session'), vaultOf('session')];
const REAL: AnswerOptions = {
  ...OPTIONS,
  openMasker: () => createStreamMasker(DETECTOR, ANSWERED),
  openRestorer: () => createStreamRestorer(SAID, { as: 'text' }),
  limits: { ...OPTIONS.limits, maxTextChars: 200_000, maxHeldChars: 200_000, maxBodyBytes: 200_000 },
};

const EXAMPLES = [...CATALOGUE, ...GENERAL].flatMap(({ examples }) => examples.map(unmarked));
const texts = fc
  .array(fc.oneof(fc.constantFrom(...EXAMPLES), fc.constantFrom('say ', '\n', ' 🙂 ', '", "')), {
    minLength: 1,
    maxLength: 4,
  })
  .map((words) => words.join(' '));
const places = fc.array(fc.nat({ max: 2_000 }), { maxLength: 12 });

/** How each surface says a text in these pieces, and what a client puts together of it. */
const SAYINGS: Readonly<
  Record<
    string,
    { surface: ScreenedSurface; say: (parts: string[]) => object[]; hear: (events: object[]) => string }
  >
> = {
  completion: {
    surface: 'completion',
    say: (parts) => [
      ...parts.map((text) => ({ choices: [{ index: 0, text }] })),
      { choices: [{ index: 0, text: '', finish_reason: 'stop' }] },
    ],
    hear: (events) =>
      (events as { choices: { text: string }[] }[]).map(({ choices }) => choices[0]?.text ?? '').join(''),
  },
  'chat text': {
    surface: 'chat-completions',
    say: (parts) => [
      ...parts.map((content) => ({ choices: [{ index: 0, delta: { content } }] })),
      { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
    ],
    hear: (events) =>
      (events as { choices: { delta: { content?: string } }[] }[])
        .map(({ choices }) => choices[0]?.delta.content ?? '')
        .join(''),
  },
  'chat arguments': {
    surface: 'chat-completions',
    say: (parts) => {
      const [first = '', ...rest] = pieces(
        JSON.stringify({ command: parts.join('') }),
        parts.map(({ length }) => length),
      );
      const call = (fn: object) => ({
        choices: [{ index: 0, delta: { tool_calls: [{ index: 0, id: '', function: fn }] } }],
      });
      return [
        call({ name: 'bash', arguments: first }),
        ...rest.map((piece) => call({ arguments: piece })),
        { choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }] },
      ];
    },
    hear: (events) => {
      const calls = (
        events as { choices: { delta: { tool_calls?: { function: { arguments: string } }[] } }[] }[]
      ).map(({ choices }) => choices[0]?.delta.tool_calls?.[0]?.function.arguments ?? '');
      return JSON.parse(calls.join('')).command;
    },
  },
  messages: {
    surface: 'messages',
    say: (parts) => [
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      ...parts.map((text) => ({
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'text_delta', text },
      })),
      { type: 'content_block_stop', index: 0 },
    ],
    hear: (events) =>
      (events as { delta?: { text: string } }[]).map(({ delta }) => delta?.text ?? '').join(''),
  },
  'responses deltas': {
    surface: 'responses',
    say: (parts) => [
      ...parts.map((delta) => ({
        type: 'response.output_text.delta',
        output_index: 0,
        content_index: 0,
        delta,
      })),
      { type: 'response.output_text.done', output_index: 0, content_index: 0, text: parts.join('') },
    ],
    hear: (events) => (events as { delta?: string }[]).map(({ delta }) => delta ?? '').join(''),
  },
  'responses copies': {
    surface: 'responses',
    say: (parts) => [
      ...parts.map((delta) => ({
        type: 'response.output_text.delta',
        output_index: 0,
        content_index: 0,
        delta,
      })),
      { type: 'response.output_text.done', output_index: 0, content_index: 0, text: parts.join('') },
    ],
    hear: (events) => (events as { text?: string }[]).at(-1)?.text ?? '',
  },
};

test.each(Object.entries(SAYINGS))(
  '%s: what is masked as it streams is what is masked at once',
  (_, { surface, say, hear }) => {
    fc.assert(
      fc.property(texts, places, (text, cuts) => {
        const bytes = encodeUtf8(stream(say(pieces(text, cuts))));
        const heard = hear(eventsOf(screened(surface, [bytes], REAL)));
        expect(heard).toBe(maskText(text, DETECTOR, ANSWERED).text);
      }),
      { numRuns: 60 },
    );
  },
);

test('what the client said comes back to it, what the model came up with does not', () => {
  const [said = '', other = ''] = EXAMPLES.filter(
    (text) => DETECTOR.scan(text).length === 1 && !text.includes('//'),
  );
  const placeholder = maskText(said, DETECTOR, SAID).text;
  const { say, hear, surface } = SAYINGS['messages'] ?? {
    surface: 'messages',
    say: () => [],
    hear: () => '',
  };
  const bytes = encodeUtf8(stream(say([placeholder, ' and ', other])));
  const heard = hear(eventsOf(screened(surface, [bytes], REAL)));
  expect(heard).toBe(`${said} and ${maskText(other, DETECTOR, ANSWERED).text}`);
  expect(heard).not.toContain(other);
});

test('a secret that only the name of its argument tells is masked', () => {
  const value = 'x9Kq2Vw8Zt4Lm6Rb1Nc3';
  const args = JSON.stringify({ host: 'db', db_password: value });
  const call = { index: 0, id: 'a', function: { name: 'connect', arguments: args } };
  const events = [
    { choices: [{ index: 0, delta: { tool_calls: [call] } }] },
    { choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }] },
  ];
  const heard = screened('chat-completions', [encodeUtf8(stream(events))], REAL);
  expect(heard).toContain('db_password');
  expect(heard).not.toContain(value);
});
