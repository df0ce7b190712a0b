import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AuditRecord } from './audit-record.ts';
import { canonicalJson } from './canonical-json.ts';
import { recordHash, recordSignedBytes } from './chain.ts';
import type { JsonObject } from './json.ts';
import { isClosed, putTogether, takeApart } from './record-content.ts';

const sha256 = (input: Uint8Array | string): string => createHash('sha256').update(input).digest('hex');

function said(detail: JsonObject): AuditRecord {
  return {
    v: 1,
    agent: 'a'.repeat(64),
    seq: 1,
    prev: '0'.repeat(64),
    at: '2026-11-21T08:00:00.000Z',
    event: 'exchange.content',
    session: 's1',
    exchange: 'x1',
    detail,
  };
}

const PARTS = [
  { part: 0, origin: 'user', text: 'why does it fail?' },
  { part: 1, origin: 'file', text: null },
  { part: 2, origin: 'file', text: '' },
];
const OPEN = said({ side: 'prompt', parts: PARTS, salt: 'c2FsdA' });

test('what is taken out is every text and the salt, and nothing else', () => {
  const { closed, content } = takeApart(OPEN, sha256);
  expect(content).toEqual({ salt: 'c2FsdA', texts: ['why does it fail?', ''] });
  const commitment = sha256(
    Buffer.from('countersign-record-content-v1\n{"salt":"c2FsdA","texts":["why does it fail?",""]}'),
  );
  expect(closed.detail).toEqual({
    side: 'prompt',
    commitment,
    parts: [
      { part: 0, origin: 'user' },
      { part: 1, origin: 'file', text: null },
      { part: 2, origin: 'file' },
    ],
  });
  expect([isClosed(OPEN), isClosed(closed)]).toEqual([false, true]);
});

test('hash and signature are the same with the content and without it', () => {
  const { closed } = takeApart(OPEN, sha256);
  expect(recordHash(closed, sha256)).toBe(recordHash(OPEN, sha256));
  expect(recordSignedBytes(closed, sha256)).toEqual(recordSignedBytes(OPEN, sha256));
  expect(takeApart(closed, sha256)).toEqual({ closed, content: null });
});

test('whatever was said comes back whole', () => {
  const text = fc.option(fc.string({ unit: 'grapheme' }), { nil: null });
  fc.assert(
    fc.property(fc.array(text), fc.string({ unit: 'grapheme' }), (texts, salt) => {
      const open = said({ salt, parts: texts.map((each, part) => ({ part, text: each })) });
      const { closed, content } = takeApart(open, sha256);
      expect(content && putTogether(closed, content, sha256)).toEqual(open);
    }),
  );
});

describe('another content is not the one of the record', () => {
  const { closed } = takeApart(OPEN, sha256);
  test.each([
    ['another word', { salt: 'c2FsdA', texts: ['why does it hold?', ''] }],
    ['another salt', { salt: 'c2FsdB', texts: ['why does it fail?', ''] }],
    ['a text less', { salt: 'c2FsdA', texts: ['why does it fail?'] }],
    ['texts in another order', { salt: 'c2FsdA', texts: ['', 'why does it fail?'] }],
  ])('%s', (_name, content) => {
    expect(putTogether(closed, content, sha256)).toBeNull();
  });

  test('and an open record takes none', () => {
    expect(putTogether(OPEN, { salt: 'c2FsdA', texts: ['why does it fail?', ''] }, sha256)).toBeNull();
  });
});

test.each<[string, AuditRecord]>([
  ['of another event', { ...OPEN, event: 'exchange.intent' }],
  ['without a salt', said({ parts: PARTS })],
  ['with a salt that is no text', said({ parts: PARTS, salt: 7 })],
  ['with a commitment beside its salt', said({ parts: PARTS, salt: 's', commitment: 'c' })],
  ['without parts', said({ salt: 's' })],
  ['with a part that has no text', said({ salt: 's', parts: [{ part: 0 }] })],
  ['with a part that is none', said({ salt: 's', parts: ['hello'] })],
])('a record %s is hashed as it stands', (_name, record) => {
  expect(takeApart(record, sha256)).toEqual({ closed: record, content: null });
  expect(recordHash(record, sha256)).toBe(sha256(Buffer.from(canonicalJson({ ...record }))));
});
