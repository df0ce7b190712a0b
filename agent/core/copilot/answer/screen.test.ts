import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cut } from '../../../../test/support/cut.ts';
import { encodeUtf8 } from '../../git/bytes.ts';
import { AnswerError } from './answer-error.ts';
import { openAnswerScreen, type ScreenedSurface } from './screen.ts';
import { OPTIONS, PLACEHOLDER, SECRET } from './test-support.ts';

const code = (expected: string) => expect.objectContaining({ constructor: AnswerError, code: expected });

function run(surface: ScreenedSurface, status: number, chunks: readonly Uint8Array[]): string {
  const screen = openAnswerScreen(surface, status, OPTIONS);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return [...chunks.map((bytes) => screen.write(bytes)), screen.end()]
    .map((bytes) => decoder.decode(bytes))
    .join('');
}

const json = JSON.stringify({ error: { message: SECRET } });

test.each<[string, ScreenedSurface, number, string, string]>([
  ['an error as JSON', 'responses', 429, json, JSON.stringify({ error: { message: PLACEHOLDER } })],
  ['an error in words', 'messages', 500, `no: ${SECRET}`, `no: ${PLACEHOLDER}`],
  ['an error without words', 'messages', 500, '', ''],
  ['an error on a surface without streams', 'auto', 500, 'data: x', 'data: x'],
  ['nothing', 'chat-completions', 204, '', ''],
  ['white space', 'chat-completions', 200, ' \n', ''],
  ['JSON after white space', 'embeddings', 200, ' \r\n{"a":1}', ' \r\n{"a":1}'],
  ['a stream after empty lines', 'completion', 200, '\n\ndata: [DONE]\n\n', 'data: [DONE]\n\n'],
  ['a stream after a byte order mark', 'completion', 200, '\ufeffdata: [DONE]\n\n', 'data: [DONE]\n\n'],
])('%s', (_, surface, status, body, expected) => {
  expect(run(surface, status, [encodeUtf8(body)])).toBe(expected);
});

test.each<[string, ScreenedSurface, number, Uint8Array, string]>([
  ['HTML', 'auto', 200, encodeUtf8('<html>'), 'unknown-format'],
  ['a stream where there is none', 'embeddings', 200, encodeUtf8('data: {}\n\n'), 'unknown-format'],
  ['an endless beginning', 'completion', 200, encodeUtf8(' '.repeat(65)), 'unknown-format'],
  ['no UTF-8', 'responses', 500, Uint8Array.of(0x61, 0xff), 'unknown-format'],
  ['no UTF-8 in a stream', 'responses', 200, Uint8Array.of(0x61, 0xff), 'bad-stream'],
  ['JSON that is none', 'responses', 500, encodeUtf8('{"a"'), 'bad-json'],
  ['JSON after a byte order mark', 'responses', 500, encodeUtf8('\ufeff{}'), 'bad-json'],
  ['a body over the limit', 'responses', 500, encodeUtf8(`"${'a'.repeat(20_000)}`), 'too-large'],
  ['a line over the limit', 'responses', 200, encodeUtf8(`data: ${'a'.repeat(20_000)}`), 'bad-stream'],
])('%s is cut off', (_, surface, status, bytes, expected) => {
  expect(() => run(surface, status, [bytes])).toThrow(code(expected));
});

test('no cut of a body makes a difference', () => {
  const bytes = encodeUtf8(` \n${JSON.stringify({ error: { message: `ä ${SECRET} 🙂` } })}`);
  const whole = run('responses', 400, [bytes]);
  fc.assert(
    fc.property(cut.edges, (edges) => {
      expect(run('responses', 400, cut.at(bytes, edges))).toBe(whole);
    }),
  );
});
