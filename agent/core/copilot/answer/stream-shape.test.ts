import { expect, test } from 'vitest';
import { readJsonText } from '../json-text.ts';
import { AnswerError } from './answer-error.ts';
import { indexOf, isDone, readEvent, toolName, typeOf } from './stream-shape.ts';
import { LIMITS } from './test-support.ts';

const shape = expect.objectContaining({ constructor: AnswerError, code: 'unknown-shape' });

test.each(['{"i":-1}', '{"i":1.5}', '{"i":"1"}', '{"i":null}', '{}', '[]', '{"i":1e300}'])(
  '%s has no index',
  (text) => {
    expect(() => indexOf(readJsonText(text, LIMITS.json), 'i')).toThrow(shape);
  },
);

test('an index is a whole number', () => {
  expect(indexOf(readJsonText('{"i":12}', LIMITS.json), 'i')).toBe(12);
});

test('an event is a JSON object', () => {
  const event = { kind: 'event', event: null, id: null, data: '{"a":1}' } as const;
  expect(readEvent(event, LIMITS.json).root.members.size).toBe(1);
  expect(() => readEvent({ ...event, data: '"a"' }, LIMITS.json)).toThrow(shape);
});

test.each(['', 'a b', 'a\n', 'x'.repeat(129), 'ä'])('%j is no name of a tool', (name) => {
  expect(() => toolName(name)).toThrow(shape);
});

test.each(['bash', 'mcp.server/tool-x', 'constructor'])('%s is', (name) => {
  expect(toolName(name)).toBe(name);
});

test.each([
  ['{"type":"ping"}', null, 'ping'],
  ['{"type":"ping"}', 'ping', 'ping'],
  ['{"type":null}', 'ping', 'ping'],
  ['{}', 'ping', 'ping'],
])('%s named %s is a %s', (data, event, type) => {
  expect(typeOf(readEvent({ kind: 'event', event, id: null, data }, LIMITS.json))).toBe(type);
});

test.each([
  ['{"type":"ping"}', 'pong'],
  ['{"type":7}', 'ping'],
  ['{"type":7}', null],
  ['{}', null],
])('%s named %s is of no one kind', (data, event) => {
  expect(() => typeOf(readEvent({ kind: 'event', event, id: null, data }, LIMITS.json))).toThrow(shape);
});

test.each([
  ['[DONE]', true],
  [' [DONE] ', true],
  ['[DONE', false],
])('%j ends a stream: %s', (data, expected) => {
  expect(isDone({ kind: 'event', event: null, id: null, data })).toBe(expected);
});
