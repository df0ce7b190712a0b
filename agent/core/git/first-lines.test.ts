import { expect, test } from 'vitest';
import { FirstLines, type LineSigns } from './first-lines.ts';

const OID = `oid sha256:${'a'.repeat(64)}`;
const NONE = { archive: false, lfsLine: false };

function signsOf(line: string, wanted: 'magic' | 'pointer' | 'none', cut = line.length): LineSigns {
  const lines = new FirstLines();
  const signs = { ...NONE };
  const bytes = Buffer.from(line, 'latin1');
  lines.startLine(wanted);
  lines.keep(bytes, 0, cut);
  lines.keep(bytes, cut, bytes.length);
  lines.endLine(signs);
  return signs;
}

test.each([
  ['archive magic where it counts', 'PK\x03\x04rest', 'magic', { ...NONE, archive: true }],
  ['archive magic on a later line', 'PK\x03\x04rest', 'pointer', NONE],
  ['archive magic behind the start', ' PK\x03\x04', 'magic', NONE],
  ['a line of a pointer', OID, 'pointer', { ...NONE, lfsLine: true }],
  ['a line of a pointer that starts its file', OID, 'magic', { ...NONE, lfsLine: true }],
  ['a line of a pointer behind those that are looked at', OID, 'none', NONE],
  ['a line of a pointer behind something else', ` ${OID}`, 'pointer', NONE],
  ['a line as long as there are', `${OID}${'x'.repeat(10_000)}`, 'pointer', { ...NONE, lfsLine: true }],
  ['no line', '', 'magic', NONE],
] as const)('%s, wherever it is cut', (_name, line, wanted, signs) => {
  for (const cut of [0, 1, 3, 30, line.length]) {
    expect(signsOf(line, wanted, Math.min(cut, line.length))).toEqual(signs);
  }
});

test('what a line was a sign of is not taken back by the next', () => {
  const lines = new FirstLines();
  const signs = { ...NONE };
  for (const line of [OID, 'size 12']) {
    lines.startLine('pointer');
    lines.keep(Buffer.from(line), 0, line.length);
    lines.endLine(signs);
  }
  expect(signs).toEqual({ ...NONE, lfsLine: true });
});
