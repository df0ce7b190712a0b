import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cut } from '../../../test/support/cut.ts';
import { encodeUtf8 } from '../git/bytes.ts';
import {
  createEventStreamReader,
  EventStreamError,
  type EventStreamItem,
  writeEventStreamItem,
} from './event-stream.ts';

const LIMITS = { maxLineChars: 200, maxEventChars: 300 };
const code = (expected: string) => expect.objectContaining({ constructor: EventStreamError, code: expected });

function read(...chunks: readonly (string | Uint8Array)[]): EventStreamItem[] {
  const reader = createEventStreamReader(LIMITS);
  const items = chunks.flatMap((chunk) => reader.push(typeof chunk === 'string' ? encodeUtf8(chunk) : chunk));
  return [...items, ...reader.end()];
}

function event(data: string, event: string | null = null, id: string | null = null): EventStreamItem {
  return { kind: 'event', event, id, data };
}

test.each<[string, string, EventStreamItem[]]>([
  ['one event', 'data: a\n\n', [event('a')]],
  ['no space after the colon', 'data:a\n\n', [event('a')]],
  ['one space only is taken off', 'data:  a\n\n', [event(' a')]],
  ['carriage returns', 'data: a\r\rdata: b\r\r', [event('a'), event('b')]],
  ['both', 'data: a\r\n\r\ndata: b\r\n\r\n', [event('a'), event('b')]],
  ['several data lines', 'data: a\ndata:\ndata: b\n\n', [event('a\n\nb')]],
  ['a name and an id', 'event: ping\nid: 7\ndata: a\n\ndata: b\n\n', [event('a', 'ping', '7'), event('b')]],
  ['a byte order mark', '\ufeffdata: a\n\n', [event('a')]],
  ['a comment', ': keep-alive\n\ndata: a\n\n', [{ kind: 'comment' }, event('a')]],
  ['a retry', 'retry: 30\nretry: x\n\n', [{ kind: 'retry', ms: 30 }]],
  ['unknown fields', 'x: secret\n\ufeffdata: b\ndata: a\n\n', [event('a')]],
  ['no data', 'event: a\n\ndata\n\n', []],
  ['an event without its empty line', 'data: a\n\ndata: b\n', [event('a'), event('b')]],
  ['a line without its end', 'data: a', [event('a')]],
  ['nothing', '', []],
])('%s', (_, text, items) => {
  expect(read(text)).toEqual(items);
});

test('any cut gives the same items', () => {
  const text = '\ufeffevent: a1\r\ndata: häßlich 🙂\r\rdata: b\r\ndata: c\n\n: x\n\n';
  const whole = read(text);
  fc.assert(
    fc.property(cut.edges, (edges) => {
      expect(read(...cut.at(encodeUtf8(text), edges))).toEqual(whole);
    }),
  );
  expect(read(...Array.from(encodeUtf8(text), (byte) => Uint8Array.of(byte)))).toEqual(whole);
});

test('what is written is read again', () => {
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(text, fc.constantFrom(null, 'ping'), (data, name) => {
      const written = writeEventStreamItem({ kind: 'event', event: name, id: '1', data });
      expect(read(written)).toEqual([event(data.replace(/\r\n?/g, '\n'), name, '1')]);
    }),
  );
  expect(read(writeEventStreamItem({ kind: 'comment' }))).toEqual([{ kind: 'comment' }]);
  expect(read(writeEventStreamItem({ kind: 'retry', ms: 5 }))).toEqual([{ kind: 'retry', ms: 5 }]);
});

describe('what is refused', () => {
  test.each<[string, Uint8Array, string]>([
    ['a byte that UTF-8 has not', Uint8Array.of(100, 255), 'not-utf8'],
    ['half a character at the end', encodeUtf8('data: ä').subarray(0, 7), 'not-utf8'],
    ['a line over the bound', encodeUtf8(`data: ${'a'.repeat(195)}`), 'line-too-long'],
    ['an event over the bound', encodeUtf8(`data: ${'a'.repeat(150)}\n`.repeat(2)), 'event-too-large'],
    ['a name that is text', encodeUtf8('event: a b\n'), 'bad-field'],
    ['an id that is text', encodeUtf8('id: a b\n'), 'bad-field'],
  ])('%s', (_, bytes, expected) => {
    expect(() => read(bytes)).toThrow(code(expected));
    expect(() => read(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toThrow(code(expected));
  });

  test('lines and events at the bound are not', () => {
    expect(read(`data: ${'a'.repeat(194)}\n\n`)).toEqual([event('a'.repeat(194))]);
    expect(read(`data: ${'a'.repeat(149)}\ndata: ${'a'.repeat(149)}\n\n`)).toHaveLength(1);
  });
});
