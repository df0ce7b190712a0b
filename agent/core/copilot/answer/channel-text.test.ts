import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { AnswerError } from './answer-error.ts';
import { ChannelText } from './channel-text.ts';
import type { ChannelKind } from './options.ts';
import { JUDGED, OPTIONS, OWN_PLACEHOLDER, OWN_SECRET, PLACEHOLDER, pieces, SECRET } from './test-support.ts';

const open = (kind: ChannelKind, options = OPTIONS) =>
  new ChannelText({ kind, name: 'a', tool: null }, options, () => {});

test.each<[ChannelKind, string]>([
  ['text', OWN_SECRET],
  ['reasoning', OWN_SECRET],
  ['refusal', OWN_SECRET],
  ['completion', OWN_SECRET],
  ['tool-arguments', OWN_PLACEHOLDER],
  ['other', OWN_PLACEHOLDER],
])('%s', (kind, own) => {
  const channel = open(kind);
  const text = `${SECRET} ${OWN_PLACEHOLDER}`;
  const shown = channel.write(text) + channel.end();
  expect(shown).toBe(`${PLACEHOLDER} ${own}`);
  expect(channel.copyOf(text)).toBe(shown);
  expect(channel.copyOf('x')).toBe(null);
  expect(channel.summary(99).text).toBe(`${PLACEHOLDER} ${OWN_PLACEHOLDER}`);
  expect(channel.summary(3)).toMatchObject({ text: 'CSG', truncated: true });
});

test('nothing that is shown ends in half a character', () => {
  const halving = {
    ...OPTIONS,
    openMasker: () => {
      let held = '';
      return {
        write(text: string) {
          const whole = held + text;
          held = whole.slice(-1);
          return whole.slice(0, -1);
        },
        end: () => held,
      };
    },
  };
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 20 })), (places) => {
      const channel = open('other', halving);
      const shown = pieces('🙂a🙂🙂b', places).map((piece) => channel.write(piece));
      for (const piece of shown) expect(piece.isWellFormed()).toBe(true);
      expect(shown.join('') + channel.end()).toBe('🙂a🙂🙂b');
    }),
  );
});

test('a text that is judged comes out at its end, or not', () => {
  const judged = { ...JUDGED, judgeText: true };
  const good = open('text', judged);
  expect([good.write('fine '), good.write(OWN_PLACEHOLDER), good.end()]).toEqual([
    '',
    '',
    `fine ${OWN_SECRET}`,
  ]);
  const bad = open('text', judged);
  expect([bad.write('forbidden'), bad.end()]).toEqual(['', 'not here']);
  expect(bad.summary(99)).toMatchObject({ text: 'forbidden', denied: true });
  expect(bad.copyOf('forbidden')).toBe('not here');
  const silent = open('text', judged);
  expect(silent.end()).toBe('');
});

test('after its end there is no more', () => {
  const channel = open('text');
  channel.write('a');
  expect(channel.copyOf('a')).toBe(null);
  channel.end();
  expect([channel.end(), channel.write('')]).toEqual(['', '']);
  expect(() => channel.write('b')).toThrow(
    expect.objectContaining({ constructor: AnswerError, code: 'out-of-order' }),
  );
});
