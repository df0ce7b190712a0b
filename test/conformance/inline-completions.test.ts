import { expect, test } from 'vitest';
import { openAnswerScreen } from '../../agent/core/copilot/answer/answer-screen.ts';
import {
  OPTIONS,
  OWN_PLACEHOLDER,
  PLACEHOLDER,
  replacing,
  stream,
} from '../../agent/core/copilot/answer/test-support.ts';
import { readPrompt } from '../../agent/core/copilot/prompt/prompt.ts';
import { classifySurface } from '../../agent/core/copilot/surface.ts';
import { encodeUtf8 } from '../../agent/core/git/bytes.ts';
import { openEditor } from '../support/inline-completions.ts';

const SECRET = 'key-12345678';
const editor = openEditor();

/** A text of its own: what the client was told of another one it does not ask for again. */
function textOf(what: string): string {
  return `// ${what}
const key = |

export { key };
`;
}

function screened(events: readonly unknown[]): Uint8Array[] {
  const screen = openAnswerScreen('completion', 'event-stream', {
    ...OPTIONS,
    openMasker: () => replacing(SECRET, PLACEHOLDER),
    openRestorer: () => replacing(OWN_PLACEHOLDER, 'own'),
  });
  const pieces = Array.from(encodeUtf8(`: hello\n\n${stream(events)}`), (byte) => Uint8Array.of(byte));
  return [...pieces.map((piece) => screen.write(piece)), screen.end()].filter(({ length }) => length > 0);
}

function chunk(text: string, finish: string | null = null): object {
  const choice = { text, index: 0, finish_reason: finish, logprobs: { tokens: ['x'] } };
  return { id: 'cmpl-1', created: 7, model: 'gpt-41-copilot', choices: [choice] };
}

test.each<[string, readonly unknown[], string]>([
  ['a secret', [chunk("'key-1"), chunk('2345'), chunk("678'", 'stop'), '[DONE]'], `'${PLACEHOLDER}'`],
  [
    'its own secret',
    [chunk(`'${OWN_PLACEHOLDER.slice(0, 4)}`), chunk(`${OWN_PLACEHOLDER.slice(4)}'`), '[DONE]'],
    "'own'",
  ],
  ['what may become a secret and does not', [chunk("'key-12"), chunk('', 'stop'), '[DONE]'], "'key-12"],
  ['the same without its end', [chunk("'key-12"), '[DONE]'], "'key-12"],
])('the editor shows %s as the screen says it', async (what, events, shown) => {
  const completed = await editor.complete(textOf(what), screened(events));
  expect(completed.shown.map((text) => text.trim())).toEqual([`const key = ${shown}`.trim()]);
});

test('what the editor asks is read as it is meant', async () => {
  const { url, body } = await editor.complete(textOf('what is asked'), screened(['[DONE]']));
  const { hostname: host, pathname: path } = new URL(url);
  const surface = classifySurface({ method: 'POST', host, path, upgrade: false, learned: new Set() });
  expect(surface).toEqual({ kind: 'completion', model: 'gpt-41-copilot' });
  if (surface.kind !== 'completion') return;
  const limits = { maxChars: 10_000, maxDepth: 10, maxNodes: 1_000 };
  const { parts, stream: streams } = readPrompt(surface, JSON.stringify(body), limits);
  expect(streams).toBe(true);
  expect(parts.map(({ origin, path: file, text }) => [origin, file, text])).toEqual([
    ['file', expect.stringMatching(/^a\d+\.ts$/), '// what is asked\nconst key = '],
    ['file', expect.stringMatching(/^a\d+\.ts$/), 'export { key };\n'],
    ['file', expect.stringMatching(/^a\d+\.ts$/), expect.stringMatching(/^Path: a\d+\.ts$/)],
    ['file', null, 'typescript'],
  ]);
});
