import { expect, test } from 'vitest';
import { sameHoweverCut } from '../../../../test/support/cut.ts';
import { encodeUtf8 } from '../../git/bytes.ts';
import { AnswerError } from './answer-error.ts';
import { type AnswerFormat, openAnswerScreen, type ScreenedSurface } from './answer-screen.ts';
import { OPTIONS, PLACEHOLDER, SECRET } from './test-support.ts';

const code = (expected: string) => expect.objectContaining({ constructor: AnswerError, code: expected });

function run(surface: ScreenedSurface, format: AnswerFormat, chunks: readonly Uint8Array[]): string {
  const screen = openAnswerScreen(surface, format, OPTIONS);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return [...chunks.map((bytes) => screen.write(bytes)), screen.end()]
    .map((bytes) => decoder.decode(bytes))
    .join('');
}

const json = JSON.stringify({ error: { message: SECRET } });
const masked = JSON.stringify({ error: { message: PLACEHOLDER } });

test.each<[string, ScreenedSurface, AnswerFormat, string, string]>([
  ['an error as JSON', 'responses', 'json', json, masked],
  ['an error as JSON that calls itself a stream', 'completion', 'event-stream', json, masked],
  ['an error as JSON that calls itself text', 'messages', 'text', json, masked],
  ['an error of GitHub', 'chat-completions', 'json', '{"message":"a"}', '{"message":"a"}'],
  ['an error in words', 'messages', 'text', `error: ${SECRET}`, `error: ${PLACEHOLDER}`],
  ['an error without words', 'messages', 'text', '', ''],
  ['nothing', 'chat-completions', 'json', '', ''],
  ['white space', 'chat-completions', 'json', ' \n', ''],
  ['JSON after white space', 'embeddings', 'json', ' \r\n{"a":1}', ' \r\n{"a":1}'],
  ['a stream after empty lines', 'completion', 'event-stream', '\n\ndata: [DONE]\n\n', 'data: [DONE]\n\n'],
  ['a stream that calls itself JSON', 'completion', 'json', 'data: [DONE]\n\n', 'data: [DONE]\n\n'],
  [
    'a stream after a byte order mark',
    'completion',
    'event-stream',
    '\ufeffdata: [DONE]\n\n',
    'data: [DONE]\n\n',
  ],
])('%s', (_, surface, format, body, expected) => {
  expect(run(surface, format, [encodeUtf8(body)])).toBe(expected);
});

test.each<[string, ScreenedSurface, AnswerFormat, Uint8Array, string]>([
  ['HTML', 'auto', 'json', encodeUtf8('<html>'), 'unknown-format'],
  [
    'a stream where there is none',
    'embeddings',
    'event-stream',
    encodeUtf8('data: {}\n\n'),
    'unknown-format',
  ],
  ['a stream that calls itself text', 'responses', 'text', encodeUtf8('x\ndata: {}\n\n'), 'unknown-format'],
  ['a comment that calls itself text', 'responses', 'text', encodeUtf8(':\n'), 'unknown-format'],
  ['an endless beginning', 'completion', 'event-stream', encodeUtf8(' '.repeat(65)), 'unknown-format'],
  [
    'an answer beside its error',
    'chat-completions',
    'json',
    encodeUtf8('{"error":{},"choices":7}'),
    'unknown-shape',
  ],
  ['no UTF-8', 'responses', 'text', Uint8Array.of(0x61, 0xff), 'unknown-format'],
  ['no UTF-8 in a stream', 'responses', 'event-stream', Uint8Array.of(0x61, 0xff), 'bad-stream'],
  ['JSON that is none', 'responses', 'json', encodeUtf8('{"a"'), 'bad-json'],
  ['JSON after a byte order mark', 'responses', 'json', encodeUtf8('\ufeff{}'), 'bad-json'],
  ['a body over the limit', 'responses', 'json', encodeUtf8(`{"${'a'.repeat(20_000)}`), 'too-large'],
  ['words over the limit', 'responses', 'text', encodeUtf8('a'.repeat(20_001)), 'too-large'],
  [
    'a line over the limit',
    'responses',
    'event-stream',
    encodeUtf8(`data: ${'a'.repeat(20_000)}`),
    'bad-stream',
  ],
])('%s is cut off', (_, surface, format, bytes, expected) => {
  expect(() => run(surface, format, [bytes])).toThrow(code(expected));
});

test('no cut of a body makes a difference', () => {
  const bytes = encodeUtf8(` \n${JSON.stringify({ error: { message: `ä ${SECRET} 🙂` } })}`);
  sameHoweverCut(bytes, (chunks) => run('responses', 'json', chunks));
});
