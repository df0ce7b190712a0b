import { describe, expect, test } from 'vitest';
import type { SignedRecord } from './audit-record.ts';
import { canonicalJson } from './canonical-json.ts';
import type { JsonObject } from './json.ts';
import {
  formatRecordLine,
  parseRecordLine,
  RecordLineError,
  type RecordLineErrorCode,
} from './record-line.ts';

const SIGNED: SignedRecord = {
  record: {
    v: 1,
    agent: 'a'.repeat(64),
    seq: 1,
    prev: '0'.repeat(64),
    at: '2026-11-21T08:00:00.000Z',
    event: 'exchange.refused',
    session: null,
    exchange: 'x1',
    detail: { code: 'denied' },
  },
  signature: 'c2ln',
};
const LINE = formatRecordLine(SIGNED);

function codeOf(line: string): RecordLineErrorCode | 'accepted' {
  try {
    parseRecordLine(line);
    return 'accepted';
  } catch (error) {
    if (error instanceof RecordLineError) return error.code;
    throw error;
  }
}

function withRecord(change: JsonObject): string {
  return canonicalJson({ record: { ...SIGNED.record, ...change }, signature: 'c2ln' });
}

describe('what is no record is refused', () => {
  const { v: _v, ...unversioned } = SIGNED.record;
  test.each<[string, string, RecordLineErrorCode]>([
    ['nothing', '', 'not-json'],
    ['half a line', LINE.slice(0, 80), 'not-json'],
    ['two lines', `${LINE}\n${LINE}`, 'not-json'],
    ['bytes of zero after it', `${LINE}\0`, 'not-json'],
    ['a line feed left on', `${LINE}\n`, 'not-canonical'],
    ['a byte order mark', `\ufeff${LINE}`, 'not-json'],
    ['a space', LINE.replace(':', ': '), 'not-canonical'],
    ['a name twice', LINE.replace('"seq":1', '"seq":2,"seq":1'), 'not-canonical'],
    ['names in another order', JSON.stringify(SIGNED), 'not-canonical'],
    ['an escape that is not needed', LINE.replace('denied', '\\u0064enied'), 'not-canonical'],
    ['a number spelled otherwise', LINE.replace('"seq":1', '"seq":1.0'), 'not-canonical'],
    ['half a surrogate pair', LINE.replace('denied', '\\ud800'), 'not-canonical'],
    ['null', 'null', 'wrong-shape'],
    ['an array', '[]', 'wrong-shape'],
    ['no signature', canonicalJson({ record: { ...SIGNED.record } }), 'wrong-shape'],
    ['a field beside the record', canonicalJson({ extra: 1, record: {}, signature: '' }), 'wrong-shape'],
    [
      'a signature that is no string',
      canonicalJson({ record: { ...SIGNED.record }, signature: 1 }),
      'wrong-shape',
    ],
    ['a record that is an array', canonicalJson({ record: [], signature: '' }), 'wrong-shape'],
    ['a field too many', withRecord({ extra: 1 }), 'wrong-shape'],
    ['a field too few', canonicalJson({ record: unversioned, signature: '' }), 'wrong-shape'],
    ['another version', withRecord({ v: 2 }), 'wrong-shape'],
    ['an agent that is no hash', withRecord({ agent: 'A'.repeat(64) }), 'wrong-shape'],
    ['a previous hash cut short', withRecord({ prev: '0' }), 'wrong-shape'],
    ['number nought', withRecord({ seq: 0 }), 'wrong-shape'],
    ['a broken number', withRecord({ seq: 1.5 }), 'wrong-shape'],
    ['a number beyond the safe ones', withRecord({ seq: 2 ** 53 }), 'wrong-shape'],
    ['a number as text', withRecord({ seq: '1' }), 'wrong-shape'],
    ['a time without milliseconds', withRecord({ at: '2026-11-21T08:00:00Z' }), 'wrong-shape'],
    ['an event nobody knows', withRecord({ event: 'exchange.lost' }), 'wrong-shape'],
    ['an event that objects inherit', withRecord({ event: 'constructor' }), 'wrong-shape'],
    ['a session that is a number', withRecord({ session: 1 }), 'wrong-shape'],
    ['a detail that is null', withRecord({ detail: null }), 'wrong-shape'],
    ['a detail that is an array', withRecord({ detail: [] }), 'wrong-shape'],
  ])('%s', (_name, line, code) => {
    expect(codeOf(line)).toBe(code);
  });
});

test('what was written is read back whole', () => {
  expect(parseRecordLine(LINE)).toEqual(SIGNED);
});

test('the message does not repeat the line', () => {
  expect(() => parseRecordLine(withRecord({ at: 'hunter2' }))).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
  );
});
