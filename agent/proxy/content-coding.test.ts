import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { type Coding, ContentCodingError, codingOf, collect, decoded } from './content-coding.ts';

const TEXT = Buffer.from('data: {"text":"grüße"}\n\n'.repeat(50));

async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield Buffer.from(bytes.subarray(at, at + size));
}

const CODED: readonly (readonly [Coding, Buffer])[] = [
  ['gzip', gzipSync(TEXT)],
  ['deflate', deflateSync(TEXT)],
  ['deflate', deflateRawSync(TEXT)],
  ['br', brotliCompressSync(TEXT)],
  ['zstd', zstdCompressSync(TEXT)],
];

test.each(CODED)('%s is decoded however it is cut', async (coding, bytes) => {
  for (const size of [1, 7, bytes.length])
    expect((await collect(decoded(cut(bytes, size), coding), 10_000)).equals(TEXT)).toBe(true);
});

test.each(CODED)('%s that ends too early is corrupt', async (coding, bytes) => {
  const short = bytes.subarray(0, bytes.length - 3);
  await expect(collect(decoded(cut(short, 16), coding), 10_000)).rejects.toMatchObject({ code: 'corrupt' });
});

test.each<[Coding]>([['gzip'], ['deflate'], ['br'], ['zstd']])('what is no %s is corrupt', async (coding) => {
  const junk = Buffer.from('not coded at all, and long enough to be sure of that');
  await expect(collect(decoded(cut(junk, 8), coding), 10_000)).rejects.toMatchObject({ code: 'corrupt' });
});

test('a body without coding passes as it is', async () => {
  expect((await collect(decoded(cut(TEXT, 5), null), 10_000)).equals(TEXT)).toBe(true);
});

test.each<[string, readonly Buffer[]]>([
  ['plain', []],
  ['coded', []],
])('an empty body is empty: %s', async (_name, pieces) => {
  expect(await collect(decoded(cut(Buffer.concat(pieces), 1), 'gzip'), 10)).toHaveLength(0);
});

test('a small body that unpacks into a large one is given up at the limit', async () => {
  const bomb = gzipSync(Buffer.alloc(8_000_000));
  await expect(collect(decoded(cut(bomb, 1024), 'gzip'), 100_000)).rejects.toMatchObject({
    code: 'too-large',
  });
});

test('a body exactly as long as the limit passes', async () => {
  expect(await collect(decoded(cut(TEXT, 64), null), TEXT.length)).toHaveLength(TEXT.length);
  await expect(collect(decoded(cut(TEXT, 64), null), TEXT.length - 1)).rejects.toThrow(ContentCodingError);
});

test('a body that breaks off says what it broke with', async () => {
  async function* broken(): AsyncGenerator<Buffer> {
    yield gzipSync(TEXT).subarray(0, 12);
    throw new Error('reset by peer');
  }
  await expect(collect(decoded(broken(), 'gzip'), 10_000)).rejects.toThrow('reset by peer');
});

test.each<[string, readonly string[], Coding | null]>([
  ['none', [], null],
  ['identity', ['Content-Encoding', 'identity'], null],
  ['gzip', ['content-encoding', 'GZIP'], 'gzip'],
  ['the old name of gzip', ['content-encoding', 'x-gzip'], 'gzip'],
  ['identity besides another', ['content-encoding', 'identity, br'], 'br'],
])('the coding is read from the header: %s', (_name, headers, coding) => {
  expect(codingOf(headers)).toBe(coding);
});

test.each<[string, readonly string[]]>([
  ['unknown', ['content-encoding', 'compress']],
  ['one on top of another', ['content-encoding', 'gzip, br']],
  ['one header after another', ['content-encoding', 'gzip', 'Content-Encoding', 'gzip']],
])('a coding that is not read is refused: %s', (_name, headers) => {
  expect(() => codingOf(headers)).toThrow(expect.objectContaining({ code: 'unknown-coding' }));
});
