import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ContentScan, type ScannedContent } from './content-scan.ts';
import { PatchContent } from './patch-content.ts';
import { compileTerms } from './terms.ts';

const SEARCH = { automaton: compileTerms(['secret']), detector: null };
const OID = `oid sha256:${'a'.repeat(64)}`;
const TAR = `${'\n'.padEnd(257, 'x')}ustar\x0000`;

function scanOf(pieces: readonly Uint8Array[], scan = new ContentScan(SEARCH)): ScannedContent {
  for (const piece of pieces) scan.push(piece);
  return scan.take();
}

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

test.each([
  ['nothing', '', { size: 0, lines: 0, archive: false, terms: [] }],
  ['a line without end', 'a', { size: 1, lines: 1 }],
  ['two lines, a word in one', 'a\nmy secret\n', { size: 12, lines: 2, terms: ['secret'] }],
  ['a word over two lines', 'sec\nret\n', { terms: [] }],
  ['an archive', 'PK\x03\x04', { archive: true }],
  ['an archive whose first line tells nothing', TAR, { archive: true }],
])('%s', (_name, text, expected) => {
  expect(scanOf([bytes(text)])).toMatchObject(expected);
});

test.each([
  ['text', 'a\n', { nul: false, archive: false, lfsLine: false }],
  ['a pointer', `version 1\n${OID}`, { lfsLine: true }],
  ['a line like a pointer in a longer text', `${'x\n'.repeat(16)}${OID}\n`, { lfsLine: false }],
  ['a line like a pointer in what is no text', `\0\n${OID}\n`, { nul: true, lfsLine: false }],
  [
    'a line like a pointer with NULs far behind it',
    `${OID}\n${'x'.repeat(8000)}\0`,
    { nul: true, lfsLine: true },
  ],
  ['what is no text, by all of its start', TAR, { nul: true, archive: true }],
  ['text, by its first line', TAR.replace('\0', ' '), { nul: false, archive: false }],
])('as an added file: %s', (_name, text, expected) => {
  expect(scanOf([bytes(text)]).asAdded).toMatchObject(expected);
});

const lineOf = fc.oneof(
  fc.constantFrom('', 'secret', 'version https://git-lfs.github.com/spec/v1', OID, 'PK\x03\x04', 'a\r'),
  fc.string({ unit: fc.constantFrom('s', 'ecret', 'e', '\0', 'x'), maxLength: 4 }),
);
const text = fc.array(lineOf, { maxLength: 24 }).map((lines) => lines.join('\n'));

test('any chunking comes to the same, and contents one after the other to what each is alone', () => {
  const scan = new ContentScan(SEARCH);
  fc.assert(
    fc.property(text, fc.array(fc.nat(400), { maxLength: 6 }), (content, cuts) => {
      const whole = bytes(content);
      const ends = [...cuts.filter((cut) => cut < whole.length).sort((a, b) => a - b), whole.length];
      const pieces = ends.map((end, index) => whole.subarray(ends[index - 1] ?? 0, end));
      expect(scanOf(pieces, scan)).toEqual(scanOf([whole]));
    }),
  );
});

test('of a text it tells what its patch would', () => {
  fc.assert(
    fc.property(text, (content) => {
      const plain = content.replaceAll('\0', '');
      const lines = plain === '' ? [] : plain.replace(/\n$/, '').split('\n');
      const patch = new PatchContent(SEARCH);
      patch.startHunk({ removed: 0, added: lines.length, firstLine: 1, scanned: true });
      patch.read(bytes(lines.map((line) => `+${line}\n`).join('')), 0);
      const { tally, terms } = patch.take();
      const { lines: addedLines, asAdded, terms: found } = scanOf([bytes(plain)]);
      expect({ ...asAdded, addedLines, removedLines: 0, terms: found }).toEqual({ ...tally, terms });
    }),
  );
});
