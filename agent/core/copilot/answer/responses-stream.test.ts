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
type Json = Record<string, unknown>;

function inner(event: Json | undefined, name: string): Json {
  return event?.[name] as Json;
}

/** The items of the whole response of a turn with one tool call. */
function outputOf(events: readonly Json[]): object[] {
  return inner(events[6], 'response')['output'] as object[];
}

/** Numbers events as the upstream does. */
function numbered(events: readonly object[]): Json[] {
  return events.map((event, index) => ({ ...event, sequence_number: index }));
}

const response = (status: string, output: readonly object[], more: object = {}) => ({
  id: 'resp_1',
  object: 'response',
  model: 'gpt-5.4',
  status,
  output,
  ...more,
});
const START = [
  { type: 'response.created', response: response('in_progress', [], { instructions: 'be kind' }) },
  { type: 'response.in_progress', response: response('in_progress', []) },
];
const completed = (output: readonly object[]) => ({
  type: 'response.completed',
  response: response('completed', output, {
    usage: { input_tokens: 3, output_tokens_details: { reasoning_tokens: 1 } },
  }),
});

function message(texts: readonly string[], index = 0) {
  const text = texts.join('');
  const place = { item_id: `msg_${index}`, output_index: index, content_index: 0 };
  const part = (value: string) => ({ type: 'output_text', text: value, annotations: [] });
  const item = (status: string, content: object[]) => ({
    id: `msg_${index}`,
    type: 'message',
    status,
    role: 'assistant',
    content,
  });
  return {
    item: item('completed', [part(text)]),
    events: [
      { type: 'response.output_item.added', output_index: index, item: item('in_progress', []) },
      { type: 'response.content_part.added', ...place, part: part('') },
      ...texts.map((delta) => ({ type: 'response.output_text.delta', ...place, delta })),
      { type: 'response.output_text.done', ...place, text },
      { type: 'response.content_part.done', ...place, part: part(text) },
      { type: 'response.output_item.done', output_index: index, item: item('completed', [part(text)]) },
    ],
  };
}

function reasoning(texts: readonly string[], index = 0) {
  const text = texts.join('');
  const place = { item_id: `rs_${index}`, output_index: index, summary_index: 0 };
  const item = (summary: object[]) => ({
    id: `rs_${index}`,
    type: 'reasoning',
    summary,
    encrypted_content: 'gAAAA+/=',
  });
  return {
    item: item([{ type: 'summary_text', text }]),
    events: [
      { type: 'response.output_item.added', output_index: index, item: item([]) },
      { type: 'response.reasoning_summary_part.added', ...place, part: { type: 'summary_text', text: '' } },
      ...texts.map((delta) => ({ type: 'response.reasoning_summary_text.delta', ...place, delta })),
      { type: 'response.reasoning_summary_text.done', ...place, text },
      { type: 'response.reasoning_summary_part.done', ...place, part: { type: 'summary_text', text } },
      {
        type: 'response.output_item.done',
        output_index: index,
        item: item([{ type: 'summary_text', text }]),
      },
    ],
  };
}

function call(name: string, parts: readonly string[], index = 0, type = 'function_call') {
  const text = parts.join('');
  const [field, event] =
    type === 'function_call'
      ? ['arguments', 'response.function_call_arguments']
      : ['input', 'response.custom_tool_call_input'];
  const place = { item_id: `fc_${index}`, output_index: index };
  const item = (status: string, value: string) => ({
    id: `fc_${index}`,
    type,
    status,
    name,
    call_id: `call_${index}`,
    [field ?? '']: value,
  });
  return {
    item: item('completed', text),
    events: [
      { type: 'response.output_item.added', output_index: index, item: item('in_progress', '') },
      ...parts.map((delta) => ({ type: `${event}.delta`, ...place, delta })),
      { type: `${event}.done`, ...place, [field ?? '']: text },
      { type: 'response.output_item.done', output_index: index, item: item('completed', text) },
    ],
  };
}

function turn(...items: readonly { item: object; events: object[] }[]): Json[] {
  return numbered([
    ...START,
    ...items.flatMap(({ events }) => events),
    completed(items.map(({ item }) => item)),
  ]);
}

function bytesOf(events: readonly unknown[]): Uint8Array {
  return encodeUtf8(stream(events, true));
}

function run(events: readonly unknown[], options: AnswerOptions = OPTIONS): Json[] {
  return eventsOf(screened('responses', [bytesOf(events)], options));
}

/** Every form in which the events state a text of that kind: by their deltas, and as a whole wherever it stands. */
function statements(events: readonly Json[], kind: 'output_text' | 'reasoning_summary_text'): string[] {
  const part = kind === 'output_text' ? 'output_text' : 'summary_text';
  const deltas = events.filter(({ type }) => type === `response.${kind}.delta`);
  const whole: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { type, text } = value as Json;
    if ((type === part || type === `response.${kind}.done`) && text !== '') whole.push(String(text));
    Object.values(value).forEach(visit);
  };
  events.forEach(visit);
  return [deltas.map(({ delta }) => delta).join(''), ...whole];
}

/** Every form in which the events state the arguments of the one tool call. */
function argumentsOf(events: readonly Json[], field = 'arguments'): string[] {
  const deltas = events.filter(({ type }) => /(arguments|input)\.delta$/.test(String(type)));
  const whole: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const stated = (value as Json)[field];
    if (typeof stated === 'string' && stated !== '') whole.push(stated);
    Object.values(value).forEach(visit);
  };
  events.forEach(visit);
  return [deltas.map(({ delta }) => delta).join(''), ...whole];
}

test('all copies of a text say the same, masked and restored, wherever it was cut', () => {
  const text = `ä ${SECRET} b ${OWN_PLACEHOLDER} https://x/${OWN_PLACEHOLDER} ${SECRET.slice(0, 5)}`;
  const shown = `ä ${PLACEHOLDER} b ${OWN_SECRET} https://x/${OWN_PLACEHOLDER} ${SECRET.slice(0, 5)}`;
  fc.assert(
    fc.property(places, places, (some, others) => {
      const events = run(turn(reasoning(pieces(text, others)), message(pieces(text, some), 1)));
      expect(statements(events, 'output_text')).toEqual(Array(5).fill(shown));
      expect(statements(events, 'reasoning_summary_text')).toEqual(Array(5).fill(shown));
    }),
  );
});

test('what is held back comes before the event that ends the text, in the shape of a delta', () => {
  const events = run(turn(message(['a', SECRET.slice(0, 5)])));
  expect(events.slice(4, 8)).toMatchObject([
    { type: 'response.output_text.delta', delta: 'a', sequence_number: 4 },
    { type: 'response.output_text.delta', delta: '', sequence_number: 5 },
    { type: 'response.output_text.delta', delta: SECRET.slice(0, 5), sequence_number: 5, item_id: 'msg_0' },
    { type: 'response.output_text.done', sequence_number: 6 },
  ]);
});

test('what is not masked stays as it is, byte for byte', () => {
  const text = stream(turn(reasoning(['Hm. ']), message(['Hello ', 'you.'], 1)), true);
  expect(screened('responses', [encodeUtf8(text)])).toBe(text);
});

test('what the upstream repeats of the request is masked', () => {
  const first = {
    type: 'response.created',
    response: response('in_progress', [], { instructions: SECRET, tools: [{ description: SECRET }] }),
  };
  const [out] = run([first]);
  expect(out?.['response']).toMatchObject({
    instructions: PLACEHOLDER,
    tools: [{ description: PLACEHOLDER }],
  });
});

describe('tool calls', () => {
  const EDIT = JSON.stringify({ filePath: '/w/a', content: `${SECRET} ${OWN_PLACEHOLDER}` });
  const SHOWN = { filePath: '/w/a', content: `${PLACEHOLDER} ${OWN_SECRET}` };

  test('all copies of the arguments say the same wherever they were cut', () => {
    fc.assert(
      fc.property(places, (some) => {
        const stated = argumentsOf(run(turn(message(['x']), call('create_file', pieces(EDIT, some), 1))));
        expect(stated.map((text) => JSON.parse(text))).toEqual(Array(4).fill(SHOWN));
        expect(new Set(stated).size).toBe(1);
      }),
    );
  });

  test('the patch of a custom tool is masked, and restored where its files are in the workspace', () => {
    const patch = (path: string) =>
      `*** Begin Patch\n*** Update File: ${path}\n-${SECRET}\n+${OWN_PLACEHOLDER}\n*** End Patch`;
    const stated = (path: string) =>
      argumentsOf(run(turn(call('apply_patch', [patch(path)], 0, 'custom_tool_call'))), 'input');
    expect(stated('/w/a')).toEqual(
      Array(4).fill(patch('/w/a').replace(SECRET, PLACEHOLDER).replace(OWN_PLACEHOLDER, OWN_SECRET)),
    );
    expect(stated('/etc/a')).toEqual(Array(4).fill(patch('/etc/a').replace(SECRET, PLACEHOLDER)));
  });

  test('one that is denied is a message in every copy', () => {
    const events = run(turn(message(['x']), call('bash', ['{"command"', ':"ls"}'], 1)), JUDGED);
    const text = JSON.stringify(events);
    expect(text).not.toContain('function_call');
    expect(text).not.toContain('command');
    expect(statements(events, 'output_text')).toEqual([
      'xnot here',
      'x',
      'x',
      'x',
      'not here',
      'not here',
      'not here',
      'x',
      'not here',
    ]);
    const last = events.at(-1)?.['response'] as { output: Json[] };
    expect(last.output.map(({ type }) => type)).toEqual(['message', 'message']);
  });

  test('nothing of a call is passed on before it is whole', () => {
    const screen = openAnswerScreen('responses', 'event-stream', OPTIONS);
    const outs = call('bash', ['{', '}']).events.map((event) =>
      new TextDecoder().decode(screen.write(bytesOf([event]))),
    );
    expect(outs.slice(0, 4)).toEqual(Array(4).fill(':\n\n'));
    expect(eventsOf(outs[4] ?? '')).toHaveLength(5);
  });

  test.each<[string, (events: Json[]) => void, string]>([
    [
      'the event that ends it',
      (events) => {
        (events[4] as Json)['arguments'] = '{"a":2}';
      },
      'copies-disagree',
    ],
    [
      'its item',
      (events) => {
        inner(events[5], 'item')['arguments'] = '{"a":2}';
      },
      'copies-disagree',
    ],
    [
      'the name of its item',
      (events) => {
        inner(events[5], 'item')['name'] = 'bash';
      },
      'unknown-shape',
    ],
    [
      'the whole response',
      (events) => {
        outputOf(events)[0] = { ...call('view', ['{"a":2}']).item };
      },
      'copies-disagree',
    ],
    [
      'a name in the whole response',
      (events) => {
        outputOf(events)[0] = { ...call('bash', ['{"a":1}']).item };
      },
      'copies-disagree',
    ],
    [
      'a call that only the whole response has',
      (events) => {
        outputOf(events).push(call('bash', ['{}'], 1).item);
      },
      'copies-disagree',
    ],
  ])('that is stated otherwise by %s is cut off', (_, change, expected) => {
    const events = structuredClone(turn(call('view', ['{"a":1}'])));
    change(events);
    expect(() => run(events)).toThrow(code(expected));
  });

  test('an end within a call is no end', () => {
    const events = turn(call('view', ['{}']));
    expect(() => run(events.slice(0, 4))).toThrow(code('truncated'));
    expect(() => run([...events.slice(0, 4), events.at(-1)])).toThrow(code('truncated'));
  });
});

test('a copy that says something else is masked on its own', () => {
  const events = structuredClone(turn(message(['x'])));
  (events[5] as Json)['text'] = SECRET;
  expect(statements(run(events), 'output_text')[1]).toBe(PLACEHOLDER);
});

test('the summary names model, usage and status', () => {
  const screen = openAnswerScreen('responses', 'event-stream', OPTIONS);
  screen.write(bytesOf(turn(message([SECRET]), call('view', ['{}'], 1))));
  expect(screen.summary()).toMatchObject({
    model: 'gpt-5.4',
    finishReasons: ['completed'],
    usage: new Map([
      ['input_tokens', 3],
      ['output_tokens_details.reasoning_tokens', 1],
    ]),
    texts: [{ channel: 'item 0 text 0', text: PLACEHOLDER }],
    toolCalls: [{ tool: 'view', arguments: '{}', denied: false }],
  });
});

test('any cut of the bytes gives the same bytes', () => {
  const bytes = bytesOf(
    turn(
      message([`ä${SECRET.slice(0, 4)}`, SECRET.slice(4), OWN_PLACEHOLDER]),
      call('create_file', ['{"filePath":"/w/a","con', `tent":"${OWN_PLACEHOLDER}"}`], 1),
    ),
  );
  sameHoweverCut(bytes, (chunks) => screened('responses', chunks));
});

describe('what is cut off', () => {
  const place = { item_id: 'a', output_index: 0, content_index: 0 };
  test.each<[string, unknown[], string]>([
    ['an unknown event', [{ type: 'response.magic.delta', delta: 'a' }], 'unknown-event'],
    ['an event of no kind', [{ delta: 'a' }], 'unknown-event'],
    ['an unknown step', [{ type: 'response.output_text.redo', ...place, text: 'a' }], 'unknown-event'],
    [
      'an unknown item',
      [{ type: 'response.output_item.added', output_index: 0, item: { type: 'local_shell_call' } }],
      'unknown-shape',
    ],
    [
      'an unknown part',
      [{ type: 'response.content_part.added', ...place, part: { type: 'output_audio' } }],
      'unknown-shape',
    ],
    ['a delta without its text', [{ type: 'response.output_text.delta', ...place }], 'unknown-shape'],
    ['a delta without its place', [{ type: 'response.output_text.delta', delta: 'a' }], 'unknown-shape'],
    [
      'arguments of no call',
      [{ type: 'response.function_call_arguments.delta', ...place, delta: 'a' }],
      'out-of-order',
    ],
    [
      'an end of no call',
      [{ type: 'response.output_item.done', output_index: 0, item: call('view', ['{}']).item }],
      'out-of-order',
    ],
    ['a call that starts twice', [call('a', []).events[0], call('a', []).events[0]], 'out-of-order'],
    ['an event without its response', [{ type: 'response.completed' }], 'unknown-shape'],
    ['text after its end', [...message(['a']).events, message(['b']).events[2]], 'out-of-order'],
  ])('%s', (_, events, expected) => {
    expect(() => run(events)).toThrow(code(expected));
  });
});
