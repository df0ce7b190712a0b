import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sameHoweverCut } from '../../../../test/support/cut.ts';
import { encodeUtf8 } from '../../git/bytes.ts';
import { AnswerError } from './answer-error.ts';
import { openAnswerScreen } from './answer-screen.ts';
import type { AnswerOptions } from './options.ts';
import {
  eventsOf,
  JUDGED,
  OPTIONS,
  OWN_PLACEHOLDER,
  OWN_SECRET,
  PLACEHOLDER,
  pieces,
  SECRET,
  screened,
  stream,
} from './test-support.ts';

const code = (expected: string) => expect.objectContaining({ constructor: AnswerError, code: expected });
const places = fc.array(fc.nat({ max: 500 }), { maxLength: 8 });

const START = {
  type: 'message_start',
  message: { id: 'msg_1', type: 'message', model: 'claude', content: [], usage: { input_tokens: 20 } },
};
const PING = { type: 'ping' };
const STOP = { type: 'message_stop' };
const end = (reason: string) => ({
  type: 'message_delta',
  delta: { stop_reason: reason, stop_sequence: null },
  usage: { output_tokens: 8 },
});
const delta = (index: number, value: object) => ({ type: 'content_block_delta', index, delta: value });

function block(index: number, start: object, deltas: readonly object[]): object[] {
  return [
    { type: 'content_block_start', index, content_block: start },
    ...deltas.map((value) => delta(index, value)),
    { type: 'content_block_stop', index },
  ];
}

function textBlock(index: number, texts: readonly string[]): object[] {
  const deltas = texts.map((text) => ({ type: 'text_delta', text }));
  return block(index, { type: 'text', text: '' }, deltas);
}

function toolBlock(index: number, name: string, parts: readonly string[], input: object = {}): object[] {
  const deltas = parts.map((partial_json) => ({ type: 'input_json_delta', partial_json }));
  return block(index, { type: 'tool_use', id: `toolu_${index}`, name, input }, deltas);
}

function bytesOf(events: readonly unknown[]): Uint8Array {
  return encodeUtf8(stream(events, true));
}

function run(events: readonly unknown[], options: AnswerOptions = OPTIONS): Record<string, unknown>[] {
  return eventsOf(screened('messages', [bytesOf(events)], options));
}

interface Received {
  type?: string;
  index?: number;
  content_block?: { type: string; name?: string };
  delta?: { text?: string; thinking?: string; partial_json?: string; stop_reason?: string };
}

/** What a client puts together, block by block. */
function received(events: readonly Received[]) {
  const blocks: { type: string; name: string; text: string; stopped: boolean }[] = [];
  let stop = '';
  for (const { type, index = -1, content_block, delta: part } of events) {
    const open = blocks[index];
    if (type === 'content_block_start') {
      expect(index).toBe(blocks.length);
      blocks.push({
        type: content_block?.type ?? '',
        name: content_block?.name ?? '',
        text: '',
        stopped: false,
      });
    } else if (type === 'content_block_delta' && open !== undefined) {
      expect(open.stopped).toBe(false);
      open.text += part?.text ?? part?.thinking ?? part?.partial_json ?? '';
    } else if (type === 'content_block_stop' && open !== undefined) open.stopped = true;
    stop += part?.stop_reason ?? '';
  }
  return { blocks: blocks.map(({ type, name, text }) => ({ type, name, text })), stop };
}

test('text and thinking are masked and restored wherever they were cut', () => {
  const text = `ä ${SECRET} b ${OWN_PLACEHOLDER} ![x](${OWN_PLACEHOLDER}) ${SECRET.slice(0, 5)}`;
  const shown = `ä ${PLACEHOLDER} b ${OWN_SECRET} ![x](${OWN_PLACEHOLDER}) ${SECRET.slice(0, 5)}`;
  fc.assert(
    fc.property(places, places, (some, others) => {
      const thinking = pieces(text, others).map((piece) => ({ type: 'thinking_delta', thinking: piece }));
      const events = [
        START,
        PING,
        ...block(0, { type: 'thinking', thinking: '' }, [
          ...thinking,
          { type: 'signature_delta', signature: 'a+/=' },
        ]),
        ...textBlock(1, pieces(text, some)),
        end('end_turn'),
        STOP,
      ];
      expect(received(run(events))).toEqual({
        blocks: [
          { type: 'thinking', name: '', text: shown },
          { type: 'text', name: '', text: shown },
        ],
        stop: 'end_turn',
      });
    }),
  );
});

test('what is not masked stays as it is, byte for byte', () => {
  const text = stream([START, ...textBlock(0, ['Hello ', 'you.']), PING, end('end_turn'), STOP], true);
  expect(screened('messages', [encodeUtf8(text)])).toBe(text);
});

describe('tool use', () => {
  const EDIT = JSON.stringify({ path: '/w/a', file_text: `${SECRET} ${OWN_PLACEHOLDER}` });

  test('arguments are masked and restored wherever they were cut', () => {
    fc.assert(
      fc.property(places, (some) => {
        const events = [START, ...toolBlock(0, 'create', pieces(EDIT, some)), end('tool_use'), STOP];
        const { blocks, stop } = received(run(events));
        expect(JSON.parse(blocks[0]?.text ?? '')).toEqual({
          path: '/w/a',
          file_text: `${PLACEHOLDER} ${OWN_SECRET}`,
        });
        expect([blocks[0]?.name, stop]).toEqual(['create', 'tool_use']);
      }),
    );
  });

  test('arguments that come with the start are screened too', () => {
    const events = [START, ...toolBlock(0, 'view', [], { a: SECRET }), end('tool_use')];
    const text = screened('messages', [bytesOf(events)]);
    expect(received(eventsOf(text)).blocks[0]?.text).toBe(`{"a":"${PLACEHOLDER}"}`);
    expect(text).toContain('"input":{}');
  });

  test('a call that is denied becomes text', () => {
    const events = [
      START,
      ...textBlock(0, ['see']),
      ...toolBlock(1, 'bash', ['{"command"', ':"ls"}']),
      end('tool_use'),
      STOP,
    ];
    expect(received(run(events, JUDGED))).toEqual({
      blocks: [
        { type: 'text', name: '', text: 'see' },
        { type: 'text', name: '', text: '\n\nnot here\n' },
      ],
      stop: 'end_turn',
    });
  });

  test('one that is denied leaves the others alone', () => {
    const events = [START, ...toolBlock(0, 'bash', ['{}']), ...toolBlock(1, 'view', ['{}']), end('tool_use')];
    expect(received(run(events, JUDGED))).toMatchObject({
      blocks: [{ type: 'text' }, { type: 'tool_use', name: 'view', text: '{}' }],
      stop: 'tool_use',
    });
  });

  test('nothing of a call is passed on before it is whole', () => {
    const screen = openAnswerScreen('messages', 'event-stream', OPTIONS);
    const outs = toolBlock(0, 'view', ['{', '}']).map((event) =>
      new TextDecoder().decode(screen.write(bytesOf([event]))),
    );
    expect(outs.slice(0, 3)).toEqual([':\n\n', ':\n\n', ':\n\n']);
    expect(eventsOf(outs[3] ?? '').map(({ type }) => type)).toEqual([
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
    ]);
  });
});

test('blocks that come whole are masked', () => {
  const result = { type: 'web_search_tool_result', content: [{ title: SECRET, encrypted_content: 'a+/b' }] };
  const text = JSON.stringify(run([START, ...block(0, result, [])]));
  expect(text).toContain(`"title":"${PLACEHOLDER}","encrypted_content":"a+/b"`);
});

test('the summary names model, usage and reason', () => {
  const screen = openAnswerScreen('messages', 'event-stream', OPTIONS);
  screen.write(bytesOf([START, ...textBlock(0, [SECRET]), end('end_turn')]));
  expect(screen.summary()).toMatchObject({
    model: 'claude',
    finishReasons: ['end_turn'],
    usage: new Map([
      ['input_tokens', 20],
      ['output_tokens', 8],
    ]),
    texts: [{ channel: 'block 0 text', text: PLACEHOLDER }],
  });
});

test('any cut of the bytes gives the same bytes', () => {
  const bytes = bytesOf([
    START,
    ...textBlock(0, [`ä${SECRET.slice(0, 4)}`, SECRET.slice(4), OWN_PLACEHOLDER]),
    ...toolBlock(1, 'create', ['{"path":"/w/a","file_', `text":"${OWN_PLACEHOLDER}"}`]),
    end('tool_use'),
    STOP,
  ]);
  sameHoweverCut(bytes, (chunks) => screened('messages', chunks));
});

describe('what is cut off', () => {
  const [startText, textDelta] = textBlock(0, ['a']);
  const [startTool] = toolBlock(0, 'view', []);
  test.each<[string, unknown[], string]>([
    ['an unknown event', [{ type: 'content_block_magic' }], 'unknown-event'],
    ['an unknown block', block(0, { type: 'code', text: 'a' }, []), 'unknown-shape'],
    [
      'an unknown delta',
      block(0, { type: 'text', text: '' }, [{ type: 'magic_delta', text: 'a' }]),
      'unknown-shape',
    ],
    ['text in a tool block', [startTool, delta(0, { type: 'text_delta', text: 'a' })], 'unknown-shape'],
    [
      'thinking in a text block',
      [startText, delta(0, { type: 'thinking_delta', thinking: 'a' })],
      'unknown-shape',
    ],
    [
      'arguments in a text block',
      [startText, delta(0, { type: 'input_json_delta', partial_json: '{' })],
      'unknown-shape',
    ],
    ['a delta without its text', [startText, delta(0, { type: 'text_delta' })], 'unknown-shape'],
    ['a delta of no block', [textDelta], 'out-of-order'],
    ['a stop of no block', [{ type: 'content_block_stop', index: 0 }], 'out-of-order'],
    ['a block that starts twice', [startText, startText], 'out-of-order'],
    [
      'a message that starts with content',
      [{ type: 'message_start', message: { content: [{}] } }],
      'unknown-shape',
    ],
    ['a tool without a name', toolBlock(0, '', []), 'unknown-shape'],
    ['an end within a call', [startTool], 'truncated'],
  ])('%s', (_, events, expected) => {
    expect(() => run(events)).toThrow(code(expected));
  });

  test('an event with two names', () => {
    const bytes = encodeUtf8('event: ping\ndata: {"type":"message_stop"}\n\n');
    expect(() => screened('messages', [bytes])).toThrow(code('unknown-shape'));
  });
});

test('some gateways end a message as they end a chat', () => {
  const text = `${stream([START, ...textBlock(0, ['a']), STOP], true)}data: [DONE]\n\n`;
  expect(screened('messages', [encodeUtf8(text)])).toBe(text);
});

test('an event may be told by its name alone', () => {
  const text = 'event: content_block_stop\ndata: {"index":0}\n\n';
  const before = stream(textBlock(0, ['a']).slice(0, 2), true);
  expect(screened('messages', [encodeUtf8(before + text)])).toBe(before + text);
});

test('an end within a text gives what is left of it', () => {
  const [start, first] = textBlock(0, [SECRET.slice(0, 5)]);
  expect(received(run([START, start, first])).blocks[0]?.text).toBe(SECRET.slice(0, 5));
});
