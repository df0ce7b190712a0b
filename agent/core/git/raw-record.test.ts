import { describe, expect, it } from 'vitest';
import { readRawRecord } from './raw-record.ts';

const OLD = 'a'.repeat(40);
const NEW = 'b'.repeat(40);

describe('a raw record', () => {
  it.each([
    ['a plain path', `:100644 100755 ${OLD} ${NEW} M\tsrc/a b.ts`, { path: 'src/a b.ts', status: 'M' }],
    ['a quoted path', `:000000 100644 ${OLD} ${NEW} A\t"tab\\there"`, { path: 'tab\there', status: 'A' }],
    ['a change of type', `:100644 120000 ${OLD} ${NEW} T\tlink`, { path: 'link', status: 'T' }],
    ['ids of SHA-256', `:100644 000000 ${'c'.repeat(64)} ${'0'.repeat(64)} D\tgone`, { status: 'D' }],
  ])('is read with %s', (_what, line, expected) => {
    expect(readRawRecord(line)).toMatchObject(expected);
  });

  it('keeps modes and ids as they are', () => {
    expect(readRawRecord(`:100644 100755 ${OLD} ${NEW} M\tx`)).toEqual({
      path: 'x',
      status: 'M',
      oldMode: '100644',
      newMode: '100755',
      oldId: OLD,
      newId: NEW,
    });
  });

  it.each([
    ['a rename', `:100644 100644 ${OLD} ${NEW} R100\tx\ty`],
    ['a short id', `:100644 100644 ${OLD.slice(1)} ${NEW} M\tx`],
    ['no path', `:100644 100644 ${OLD} ${NEW} M\t`],
    ['a combined difference', `::100644 100644 100644 ${OLD} ${OLD} ${NEW} MM\tx`],
    ['another line', ''],
  ])('is refused with %s', (_what, line) => {
    expect(() => readRawRecord(line)).toThrow(expect.objectContaining({ code: 'unexpected-line' }));
  });
});
