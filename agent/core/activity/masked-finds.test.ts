import { expect, test } from 'vitest';
import type { JsonValue } from '../../../protocol/json.ts';
import { maskedFinds } from './masked-finds.ts';
import { newTurn } from './turn.ts';

const AT = '2026-11-21T08:00:00.000Z';
const TURN = {
  ...newTurn('e', AT),
  operation: 'copilot.chat',
  what: ['gpt-4.1'],
  said: [
    { side: 'prompt', origin: 'user', text: 'first' },
    { side: 'prompt', origin: 'user', text: 'why CSG_JWT_92V1T4A3?' },
    { side: 'prompt', origin: 'tool', text: 'ls' },
  ],
} as const;
const SECRET = { rule: 'jwt', placeholder: 'CSG_JWT_92V1T4A3', where: 'user', count: 1 };

test('says what was found where, in which prompt', () => {
  const detail = { mask: 'everything', decisions: [{ action: { secrets: [SECRET] } }] };
  expect(maskedFinds(detail, TURN, AT)).toEqual([
    {
      placeholder: 'CSG_JWT_92V1T4A3',
      rule: 'jwt',
      place: {
        at: AT,
        exchange: 'e',
        operation: 'copilot.chat',
        target: 'gpt-4.1',
        where: 'user',
        count: 1,
        replaced: true,
        prompt: 'why CSG_JWT_92V1T4A3?',
      },
    },
  ]);
});

test('what has no placeholder was not replaced', () => {
  const secrets = [
    { ...SECRET, placeholder: null },
    { ...SECRET, rule: 7 },
  ];
  expect(maskedFinds({ decisions: [{ action: { secrets } }, {}] }, TURN, AT)).toEqual([]);
});

test.each<[JsonValue, boolean]>([
  ['everything', true],
  ['nothing', false],
  [['jwt'], true],
  [['other'], false],
])('with %j masked it was replaced: %s', (mask, replaced) => {
  const detail = { mask, decisions: [{ action: { secrets: [SECRET] } }] };
  expect(maskedFinds(detail, TURN, AT)).toMatchObject([{ place: { replaced } }]);
});
