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

function chunk(choices: unknown[], more: object = {}): object {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 7,
    model: 'gpt-4.1',
    choices,
    ...more,
  };
}

function delta(value: object, finish: string | null = null, index = 0): object {
  return { index, delta: value, finish_reason: finish };
}

function call(args: string, first?: { id: string; name: string }, index = 0): object {
  const head = first === undefined ? {} : { id: first.id, type: 'function' };
  const fn = first === undefined ? { arguments: args } : { name: first.name, arguments: args };
  return { tool_calls: [{ index, ...head, function: fn }] };
}

const FIRST = { choices: [], created: 0, id: '', model: '', prompt_filter_results: [{ prompt_index: 0 }] };
const USAGE = chunk([], { usage: { prompt_tokens: 5, details: { cached: 2 } } });

function run(events: readonly unknown[], options: AnswerOptions = OPTIONS): Record<string, unknown>[] {
  return eventsOf(screened('chat-completions', [encodeUtf8(stream(events))], options));
}

interface Delta {
  readonly content?: string;
  readonly reasoning_content?: string;
  readonly tool_calls?: readonly {
    index: number;
    id?: string;
    function: { name?: string; arguments?: string };
  }[];
}

/** What a client puts together: text, and name and arguments of each call. */
function received(events: readonly Record<string, unknown>[], choice = 0) {
  const calls = new Map<number, { name: string; arguments: string }>();
  const found = { content: '', reasoning: '', finish: '' };
  for (const { choices } of events as {
    choices?: { index: number; delta: Delta; finish_reason: string }[];
  }[]) {
    for (const { index, delta: part, finish_reason } of choices ?? []) {
      if (index !== choice) continue;
      expect(found.finish).toBe('');
      found.content += part.content ?? '';
      found.reasoning += part.reasoning_content ?? '';
      found.finish = finish_reason ?? '';
      for (const { index: at, function: fn } of part.tool_calls ?? []) {
        const known = calls.get(at) ?? { name: '', arguments: '' };
        calls.set(at, {
          name: known.name + (fn.name ?? ''),
          arguments: known.arguments + (fn.arguments ?? ''),
        });
      }
    }
  }
  return { ...found, calls: [...calls.values()] };
}

test('text is masked and restored wherever it was cut', () => {
  const text = `a ${SECRET} b ${OWN_PLACEHOLDER} https://x/${OWN_PLACEHOLDER} ${SECRET.slice(0, 5)}`;
  const shown = `a ${PLACEHOLDER} b ${OWN_SECRET} https://x/${OWN_PLACEHOLDER} ${SECRET.slice(0, 5)}`;
  fc.assert(
    fc.property(places, places, (some, others) => {
      const events = [
        FIRST,
        chunk([delta({ role: 'assistant', content: '' })]),
        ...pieces(text, others).map((piece) => chunk([delta({ reasoning_content: piece })])),
        ...pieces(text, some).map((piece) => chunk([delta({ content: piece })])),
        chunk([delta({}, 'stop')]),
        USAGE,
        '[DONE]',
      ];
      expect(received(run(events))).toEqual({ content: shown, reasoning: shown, finish: 'stop', calls: [] });
    }),
  );
});

test('choices that interleave do not mix', () => {
  const half = SECRET.slice(0, 6);
  const events = [
    chunk([delta({ content: half }), delta({ content: half }, null, 1)]),
    chunk([delta({ content: SECRET.slice(6) }, 'stop'), delta({ content: 'x' }, 'stop', 1)]),
  ];
  expect(received(run(events)).content).toBe(PLACEHOLDER);
  expect(received(run(events), 1).content).toBe(`${half}x`);
});

test('strings that nobody knows are masked over their pieces too', () => {
  const events = [
    chunk([delta({ thoughts: { deep: SECRET.slice(0, 6) } })]),
    chunk([delta({ thoughts: { deep: SECRET.slice(6) } })], { note: SECRET }),
    chunk([delta({}, 'stop')]),
  ];
  const text = JSON.stringify(run(events));
  expect(text).toContain(`"deep":"${PLACEHOLDER}"`);
  expect(text).toContain(`"note":"${PLACEHOLDER}"`);
  expect(text).not.toContain('1234');
});

test('a model that does not stream says all in one message', () => {
  const events = run([
    chunk([{ index: 0, message: { role: 'assistant', content: `${SECRET} ` }, finish_reason: 'stop' }]),
  ]);
  expect(JSON.stringify(events)).toContain(`"content":"${PLACEHOLDER} "`);
});

test('what is not masked stays as it is, byte for byte', () => {
  const text = stream([FIRST, chunk([delta({ role: 'assistant', content: '' })]), USAGE, '[DONE]']);
  const spaced = `data: { "id" : "a\\/b", "choices":[ {"index":0, "delta":{"content":"h\\u0069"}, "p":1.0} ] }\n\n`;
  expect(screened('chat-completions', [encodeUtf8(text)])).toBe(text);
  expect(screened('chat-completions', [encodeUtf8(spaced)])).toBe(spaced.replace('h\\u0069', 'hi'));
});

describe('tool calls', () => {
  const EDIT = { filePath: '/w/a.ts', content: `x ${SECRET} ${OWN_PLACEHOLDER}`, note: OWN_PLACEHOLDER };
  const SHOWN = { filePath: '/w/a.ts', content: `x ${PLACEHOLDER} ${OWN_SECRET}`, note: OWN_PLACEHOLDER };

  const toolTurn = (name: string, args: string, some: readonly number[]): unknown[] => {
    const [first = '', ...rest] = pieces(args, some);
    return [
      chunk([delta({ content: 'see' })]),
      chunk([delta(call(first, { id: 'call_1', name }))]),
      ...rest.map((piece) => chunk([delta(call(piece))])),
      chunk([delta({}, 'tool_calls')]),
      '[DONE]',
    ];
  };

  test('arguments are masked and restored in their strings wherever they were cut', () => {
    fc.assert(
      fc.property(places, fc.boolean(), (some, ascii) => {
        const json = JSON.stringify(EDIT);
        const args = ascii ? json.replaceAll('k', '\\u006b').replaceAll('🙂', '\\ud83d\\ude42') : json;
        const { calls, content, finish } = received(run(toolTurn('create_file', args, some)));
        expect(calls.map(({ name }) => name)).toEqual(['create_file']);
        expect(JSON.parse(calls[0]?.arguments ?? '')).toEqual(SHOWN);
        expect([content, finish]).toEqual(['see', 'tool_calls']);
      }),
    );
  });

  test.each([
    ['another tool', 'run_in_terminal', '/w/a.ts'],
    ['a file elsewhere', 'create_file', '/etc/a.ts'],
  ])('%s gets no secret back', (_, name, filePath) => {
    const { calls } = received(run(toolTurn(name, JSON.stringify({ ...EDIT, filePath }), [])));
    expect(calls[0]?.arguments).toContain(OWN_PLACEHOLDER);
    expect(calls[0]?.arguments).not.toContain('own');
  });

  test('nothing of a call is passed on before it is whole, and the client hears comments meanwhile', () => {
    const screen = openAnswerScreen('chat-completions', 'event-stream', OPTIONS);
    const [text = '', ...events] = toolTurn('bash', '{"command":"ls"}', [3]).map((event) => stream([event]));
    const write = (bytes: string): string => new TextDecoder().decode(screen.write(encodeUtf8(bytes)));
    expect(write(text)).toBe(text);
    expect(write(events[0] ?? '')).toBe(':\n\n');
    expect(write(events[1] ?? '')).toBe(':\n\n');
    expect(write(events[2] ?? '')).toContain('"finish_reason":"tool_calls"');
  });

  test('one that is denied becomes text, and the turn a finished one', () => {
    const answer = received(run(toolTurn('bash', '{"command":"ls"}', [3, 5]), JUDGED));
    expect(answer).toEqual({ content: 'see\n\nnot here\n', reasoning: '', finish: 'stop', calls: [] });
  });

  test('the rest of a text goes before the calls that follow it', () => {
    const half = SECRET.slice(0, 6);
    const events = run([
      chunk([delta({ content: half })]),
      chunk([delta(call('{}', { id: 'a', name: 'view' }))]),
      chunk([delta({}, 'tool_calls')]),
    ]);
    const said = events.map((event) => JSON.stringify(event['choices']));
    expect(said.findIndex((text) => text.includes('key-12'))).toBe(1);
    expect(said.findIndex((text) => text.includes('tool_calls'))).toBe(2);
  });

  test('text that came between calls stays between them', () => {
    const events = run([
      chunk([delta({ content: 'a' })]),
      chunk([delta(call('{}', { id: 'a', name: 'view' }))]),
      chunk([delta({ content: `b${SECRET.slice(0, 6)}` })]),
      chunk([delta({}, 'tool_calls')]),
    ]);
    expect(received(events)).toMatchObject({ content: `ab${SECRET.slice(0, 6)}`, finish: 'tool_calls' });
    expect(JSON.stringify(events[1])).toContain('"name":"view"');
  });

  test('text beside a call is said before it, where clients do not overlook it', () => {
    const both = { ...call('{}', { id: 'a', name: 'view' }), content: `see ${SECRET.slice(0, 6)}` };
    const events = run([chunk([delta(both, 'tool_calls')])]);
    expect(events.map(({ choices }) => (choices as { delta: Delta }[])[0]?.delta.content)).toEqual([
      `see ${SECRET.slice(0, 6)}`,
      '',
    ]);
  });

  test('what is said in the place of one call does not stand beside another', () => {
    const both = [
      { index: 0, id: 'a', function: { name: 'bash', arguments: '{}' } },
      { index: 1, id: 'b', function: { name: 'view', arguments: '{}' } },
    ];
    const events = run([chunk([delta({ tool_calls: both }, 'tool_calls')])], JUDGED);
    expect(events.map(({ choices }) => (choices as { delta: Delta }[])[0]?.delta)).toEqual([
      { content: '\n\nnot here\n' },
      { tool_calls: [both[1]] },
    ]);
  });

  test('one that is denied leaves the others alone', () => {
    const events = [
      chunk([delta({ ...call('{}', { id: 'a', name: 'bash' }), content: 'x' })]),
      chunk([delta(call('{"a":', { id: 'b', name: 'view' }, 1))]),
      chunk([delta(call('1}', undefined, 1), 'tool_calls')]),
    ];
    const answer = received(run(events, JUDGED));
    expect(answer).toMatchObject({ content: 'x\n\nnot here\n', finish: 'tool_calls' });
    expect(answer.calls).toEqual([{ name: 'view', arguments: '{"a":1}' }]);
  });

  test('calls that share their number are told apart by id', () => {
    const both = [
      { index: 0, id: 'a', function: { name: 'view', arguments: '{"a":1}' } },
      { index: 0, id: 'b', function: { name: 'bash', arguments: '{"b":2}' } },
    ];
    const screen = openAnswerScreen('chat-completions', 'event-stream', JUDGED);
    screen.write(encodeUtf8(stream([chunk([delta({ tool_calls: both }, 'tool_calls')])])));
    expect(screen.summary().toolCalls.map(({ tool, denied }) => [tool, denied])).toEqual([
      ['view', false],
      ['bash', true],
    ]);
  });

  test.each(['{"a":1', '{"a":1,"a":2}', '{"a":"\\ud83d"}', '{}{}', 'null x'])(
    'arguments that are not one JSON text are held back: %s',
    (args) => {
      const { calls, content } = received(run(toolTurn('view', args, [])));
      expect(calls).toEqual([]);
      expect(content).toContain('not one JSON text');
    },
  );

  test('without arguments is a call', () => {
    expect(received(run(toolTurn('view', '', []))).calls).toEqual([{ name: 'view', arguments: '' }]);
  });

  test('an end within a call is no end', () => {
    const events = toolTurn('view', '{}', []).slice(0, 2);
    expect(() => run(events)).toThrow(code('truncated'));
  });
});

test('text can be judged before any of it is shown', () => {
  const judged = { ...JUDGED, judgeText: true };
  const say = (...texts: string[]) =>
    received(
      run([...texts.map((content) => chunk([delta({ content })])), chunk([delta({}, 'stop')])], judged),
    ).content;
  expect(say('forb', 'idden')).toBe('not here');
  expect(say('allow', 'ed ', OWN_PLACEHOLDER)).toBe(`allowed ${OWN_SECRET}`);
});

test('the summary holds what was masked, not what was restored', () => {
  const screen = openAnswerScreen('chat-completions', 'event-stream', OPTIONS);
  const events = [
    chunk([delta({ content: `${SECRET} ${OWN_PLACEHOLDER}` })]),
    chunk([delta(call(JSON.stringify({ a: SECRET }), { id: 'a', name: 'view' }))]),
    chunk([delta({}, 'tool_calls')]),
    USAGE,
  ];
  screen.write(encodeUtf8(stream(events)));
  expect(screen.summary()).toEqual({
    model: 'gpt-4.1',
    usage: new Map([
      ['prompt_tokens', 5],
      ['details.cached', 2],
    ]),
    finishReasons: ['tool_calls'],
    texts: [
      {
        channel: 'choice 0 content',
        kind: 'text',
        text: `${PLACEHOLDER} ${OWN_PLACEHOLDER}`,
        truncated: false,
        denied: false,
      },
    ],
    toolCalls: [{ tool: 'view', arguments: `{"a":"${PLACEHOLDER}"}`, truncated: false, denied: false }],
  });
});

test('any cut of the bytes gives the same bytes', () => {
  const args = JSON.stringify({ filePath: '/w/a', content: `${SECRET} ${OWN_PLACEHOLDER}` });
  const events = [
    FIRST,
    chunk([delta({ role: 'assistant', content: `ä ${SECRET.slice(0, 6)}` })]),
    chunk([delta({ content: `${SECRET.slice(6)}🙂${OWN_PLACEHOLDER.slice(0, 5)}` })]),
    chunk([delta({ content: OWN_PLACEHOLDER.slice(5) })]),
    chunk([delta(call(args.slice(0, 30), { id: 'a', name: 'create_file' }))]),
    chunk([delta(call(args.slice(30)))]),
    chunk([delta({}, 'tool_calls')]),
    '[DONE]',
  ];
  const bytes = encodeUtf8(stream(events));
  // Comments that stand for events are part of the bytes: each chunk may end within one.
  sameHoweverCut(bytes, (chunks) => screened('chat-completions', chunks));
});

describe('what is cut off', () => {
  test.each<[string, unknown[], string]>([
    ['no object', ['[1]'], 'unknown-shape'],
    ['no JSON', ['{"a"'], 'bad-json'],
    ['a key twice', ['{"choices":[],"choices":[]}'], 'bad-json'],
    ['no choices', [{ id: 'a', text: 'b' }], 'unknown-event'],
    ['choices that are no list', [{ choices: {} }], 'unknown-shape'],
    ['a choice without a delta', [chunk([{ index: 0, text: 'a' }])], 'unknown-shape'],
    ['a choice without its index', [chunk([{ delta: {} }])], 'unknown-shape'],
    ['a whole message', [chunk([{ index: 0, delta: {}, message: { content: 'a' } }])], 'unknown-shape'],
    ['the old form of a call', [chunk([delta({ function_call: { name: 'a' } })])], 'unknown-shape'],
    ['calls that are no list', [chunk([delta({ tool_calls: {} })])], 'unknown-shape'],
    ['a custom call', [chunk([delta({ tool_calls: [{ type: 'custom' }] })])], 'unknown-shape'],
    ['a call without a name', [chunk([delta(call('{}'))])], 'unknown-shape'],
    ['a name with spaces', [chunk([delta(call('{}', { id: 'a', name: 'a b' }))])], 'unknown-shape'],
    [
      'arguments that are no text',
      [chunk([delta({ tool_calls: [{ id: 'a', function: { name: 'a', arguments: {} } }] })])],
      'unknown-shape',
    ],
    [
      'text after the end',
      [chunk([delta({ content: 'a' }, 'stop')]), chunk([delta({ content: 'b' })])],
      'out-of-order',
    ],
    [
      'too much text',
      [chunk([delta({ content: 'a'.repeat(19_000) })]), chunk([delta({ content: 'a'.repeat(2_000) })])],
      'too-large',
    ],
    [
      'too many channels',
      [chunk(Array.from({ length: 21 }, (_, index) => delta({ content: 'a' }, null, index)))],
      'too-many-channels',
    ],
    [
      'too many calls',
      Array.from({ length: 9 }, (_, index) =>
        chunk([delta(call('{}', { id: `${index}`, name: 'a' }, index))]),
      ),
      'too-large',
    ],
  ])('%s', (_, events, expected) => {
    expect(() => run(events)).toThrow(code(expected));
  });

  test('and stays cut off', () => {
    const screen = openAnswerScreen('chat-completions', 'event-stream', OPTIONS);
    expect(() => screen.write(encodeUtf8('data: x\n\n'))).toThrow(code('bad-json'));
    expect(() => screen.write(encodeUtf8(stream([FIRST])))).toThrow(code('out-of-order'));
    expect(() => screen.end()).toThrow(code('out-of-order'));
  });

  test('more than may wait for a call', () => {
    const options = { ...OPTIONS, limits: { ...OPTIONS.limits, maxHeldChars: 1_000 } };
    const piece = chunk([delta(call('x'.repeat(300)))]);
    const first = chunk([delta(call('"', { id: 'a', name: 'a' }))]);
    expect(() => run([first, piece, piece], options)).toThrow(code('too-large'));
  });
});

test('token probabilities, which spell the text out, are left out', () => {
  const text = JSON.stringify(
    run([chunk([{ ...delta({ content: 'a' }), logprobs: { content: [{ token: 'a' }] } }])]),
  );
  expect(text).toContain('"logprobs":null');
  expect(text).not.toContain('token');
});
