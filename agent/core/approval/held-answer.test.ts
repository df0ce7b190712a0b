import { expect, test } from 'vitest';
import type { Requirement } from '../../../protocol/verdict.ts';
import { operation, sha256 } from '../../../test/support/operation.ts';
import { answerBinding, answerSummary, type HeldAnswer, isSame } from './held-answer.ts';

const CALL = { kind: 'tool-call', tool: 'create_file', arguments: '{"a":1}' } as const;
const TEXT = { kind: 'text', text: 'I write it' } as const;
const ANSWER: HeldAnswer = {
  host: 'api.githubcopilot.com',
  path: '/chat/completions',
  model: 'gpt-4.1',
  pieces: [TEXT, CALL],
  reviewed: [CALL],
};
const RULE = { id: 'a', hash: 'a'.repeat(64) };
const { subject, session } = operation({ kind: 'tunnel', host: 'a', port: 1, ipLiteral: false });

function binding(answer: HeldAnswer, rules: readonly (typeof RULE)[] = [RULE]) {
  const requirements = rules.map((rule) => ({ rule }) as unknown as Requirement);
  return answerBinding(answer, { requirements, subject: { id: 'dana' } }, sha256);
}

test('a grant is for all that an answer says', () => {
  expect(binding(ANSWER)).toEqual({
    action: 'copilot.answer',
    host: 'api.githubcopilot.com',
    path: '/chat/completions',
    request: expect.stringMatching(/^[0-9a-f]{64}$/),
    rules: [RULE],
    requester: 'dana',
  });
  expect(binding({ ...ANSWER, reviewed: [] })).toEqual(binding(ANSWER));
});

test.each<[string, Partial<HeldAnswer>]>([
  ['model', { model: 'other' }],
  ['text', { pieces: [{ ...TEXT, text: 'I wrote it' }, CALL] }],
  ['tool', { pieces: [TEXT, { ...CALL, tool: 'bash' }] }],
  ['arguments', { pieces: [TEXT, { ...CALL, arguments: '{"a":2}' }] }],
  ['number of calls', { pieces: [TEXT, CALL, CALL] }],
])('another %s is another approval', (_name, change) => {
  expect(binding({ ...ANSWER, ...change }).request).not.toBe(binding(ANSWER).request);
});

test('no approval is asked for that no rule requires', () => {
  expect(() => binding(ANSWER, [])).toThrow(expect.objectContaining({ code: 'no-requirement' }));
});

function shown(answer: HeldAnswer, maskText = (text: string) => text) {
  return answerSummary(answer, { subject, session }, { binding: binding(answer), maskText });
}

test('what is to be reviewed is shown first', () => {
  expect(shown(ANSWER)).toMatchObject({
    kind: 'request',
    what: 'create_file',
    excerpt: 'create_file\n{"a":1}\n\nI write it',
    chars: 31,
    secrets: 0,
  });
});

test('a text alone is shown by the model that said it', () => {
  expect(shown({ ...ANSWER, pieces: [TEXT], reviewed: [TEXT] })).toMatchObject({
    what: 'gpt-4.1',
    excerpt: 'I write it',
  });
});

test('what is shown is masked, and the secrets in it are counted', () => {
  const piece = { kind: 'text', text: 'CSG_KEY_7K2M9Q4T CSG_KEY_7K2M9Q4T SECRET' } as const;
  const summary = shown({ ...ANSWER, pieces: [piece], reviewed: [piece] }, (text) =>
    text.replace('SECRET', 'CSG_KEY_0K2M9Q4T'),
  );
  expect(summary).toMatchObject({
    secrets: 2,
    excerpt: 'CSG_KEY_7K2M9Q4T CSG_KEY_7K2M9Q4T CSG_KEY_0K2M9Q4T',
  });
});

test.each([
  [CALL, { ...CALL }, true],
  [TEXT, { ...TEXT }, true],
  [CALL, { ...CALL, arguments: '' }, false],
  [TEXT, CALL, false],
])('%j and %j are the same: %s', (one, other, expected) => {
  expect(isSame(one, other)).toBe(expected);
});
