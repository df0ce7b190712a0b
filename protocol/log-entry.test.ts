import { expect, test } from 'vitest';
import { canonicalJson } from './canonical-json.ts';
import { type LogEntry, LogEntryError, logEntryBytes, readLogEntry } from './log-entry.ts';

const ENTRY: LogEntry = {
  v: 1,
  agent: 'a'.repeat(64),
  seq: 7,
  hash: 'b'.repeat(64),
  receivedAt: '2026-11-21T08:00:00.000Z',
};
const TEXT = `{"agent":"${ENTRY.agent}","hash":"${ENTRY.hash}","receivedAt":"${ENTRY.receivedAt}","seq":7,"v":1}`;

test('an entry is its canonical JSON', () => {
  expect(Buffer.from(logEntryBytes(ENTRY)).toString()).toBe(TEXT);
  expect(canonicalJson({ ...ENTRY })).toBe(TEXT);
  expect(readLogEntry(Buffer.from(TEXT))).toEqual(ENTRY);
});

test.each([
  ['nothing', ''],
  ['no JSON', 'entry'],
  ['null', 'null'],
  ['a list', '[1]'],
  ['a space more', TEXT.replace(':7', ': 7')],
  ['a field more', TEXT.replace('"v":1', '"v":1,"x":1')],
  ['another order', `{"v":1,${TEXT.slice(1).replace(',"v":1', '')}`],
  ['another version', TEXT.replace('"v":1', '"v":2')],
  ['number 0', TEXT.replace(':7', ':0')],
  ['a broken number', TEXT.replace(':7', ':7.5')],
  ['an upper-case hash', TEXT.replace('bbb', 'BBB')],
  ['a short agent', TEXT.replace('aaa', 'aa')],
  ['no instant', TEXT.replace('.000Z', 'Z')],
])('%s is none', (_name, text) => {
  expect(() => readLogEntry(Buffer.from(text))).toThrow(LogEntryError);
});

test('nor are bytes that are not UTF-8', () => {
  expect(() => readLogEntry(Buffer.from(TEXT).fill(0xff, 20, 21))).toThrow(LogEntryError);
});
