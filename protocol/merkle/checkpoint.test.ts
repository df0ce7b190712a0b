import { expect, test } from 'vitest';
import { altered, sha256 } from '../../test/support/merkle.ts';
import { type Checkpoint, checkpointText, parseCheckpoint } from './checkpoint.ts';

const ORIGIN = 'log.example/one';
const CHECKPOINT: Checkpoint = { origin: ORIGIN, size: 20_852_163, root: sha256(Buffer.from('root')) };
const TEXT = checkpointText(CHECKPOINT);
const ROOT = TEXT.split('\n')[2] ?? '';

test('it is three lines', () => {
  expect(TEXT).toBe(`${ORIGIN}\n20852163\n${Buffer.from(CHECKPOINT.root).toString('base64')}\n`);
});

test.each([0, 1, Number.MAX_SAFE_INTEGER])('one of %d leaves reads back', (size) => {
  const read = parseCheckpoint(checkpointText({ ...CHECKPOINT, size }), ORIGIN);
  expect({ ...read, root: [...read.root] }).toEqual({ origin: ORIGIN, size, root: [...CHECKPOINT.root] });
});

test.each([
  ['another origin', TEXT.replace('one', 'two')],
  ['a size with a zero before it', TEXT.replace('\n2', '\n02')],
  ['a size with a sign', TEXT.replace('\n2', '\n+2')],
  ['a size in hexadecimal', TEXT.replace('20852163', '0x10')],
  ['a size beyond counting', TEXT.replace('20852163', '9007199254740992')],
  ['no size', TEXT.replace('20852163', '')],
  ['an extension line', `${TEXT}more\n`],
  ['no line feed at the end', TEXT.slice(0, -1)],
  ['two lines', `${ORIGIN}\n1\n`],
  ['a short root', TEXT.replace(ROOT, 'AAAA')],
  ['nothing', ''],
])('%s is refused', (_name, text) => {
  expect(() => parseCheckpoint(text, ORIGIN)).toThrow(expect.objectContaining({ code: 'bad-checkpoint' }));
});

test('a root in another spelling is refused', () => {
  expect(() => parseCheckpoint(TEXT.replace(ROOT, ROOT.replace('=', '')), ORIGIN)).toThrow(
    expect.objectContaining({ code: 'bad-base64' }),
  );
});

test('an altered byte never reads back as the same', () => {
  const bytes = Buffer.from(TEXT);
  for (let at = 0; at < bytes.length; at++) {
    let read: string;
    try {
      read = checkpointText(parseCheckpoint(Buffer.from(altered(bytes, at)).toString(), ORIGIN));
    } catch {
      continue;
    }
    expect(read).not.toBe(TEXT);
  }
});
