import { describe, expect, test } from 'vitest';
import { archiveByMagic, archiveByName, type ContentSigns, isLfsPointerLine, opacityOf } from './opacity.ts';

const PLAIN: ContentSigns = {
  path: 'a.txt',
  submodule: false,
  size: 200,
  maxBlobBytes: 1000,
  archive: false,
  lfsLine: false,
  binary: false,
};

test.each([
  ['plain text', {}, null],
  ['a submodule', { submodule: true, size: 5000 }, 'submodule'],
  ['one byte too many', { size: 1001, binary: true }, 'large'],
  ['just small enough', { size: 1000 }, null],
  ['archive content', { archive: true, binary: true }, 'archive'],
  ['an archive name', { path: 'deploy/x.ZIP' }, 'archive'],
  ['a pointer line', { lfsLine: true }, 'lfs'],
  ['a pointer line in a longer file', { lfsLine: true, size: 1024, maxBlobBytes: 2000 }, null],
  ['NUL bytes', { binary: true }, 'binary'],
])('%s', (_name, signs: Partial<ContentSigns>, opacity) => {
  expect(opacityOf({ ...PLAIN, ...signs })).toBe(opacity);
});

test.each([
  ['a.zip', true],
  ['lib/a.b.tar.gz', true],
  ['x.JAR', true],
  ['zip', false],
  ['a.zip/readme', false],
  ['a.', false],
])('the name %s: archive %s', (path, archive) => {
  expect(archiveByName(path)).toBe(archive);
});

describe('magic', () => {
  const tar = new Uint8Array(300);
  tar.set(Buffer.from('ustar'), 257);
  test.each([
    ['zip', Buffer.from('PK\x03\x04rest'), true],
    ['gzip', Buffer.from([0x1f, 0x8b, 8]), true],
    ['tar', tar, true],
    ['a prefix only', Buffer.from('PK\x03'), false],
    ['nothing', new Uint8Array(), false],
  ])('%s', (_name, head, archive) => {
    expect(archiveByMagic(head)).toBe(archive);
  });
});

test.each([
  ['version https://git-lfs.github.com/spec/v1', true],
  [`oid sha256:${'0'.repeat(64)}`, true],
  [' version https://git-lfs.github.com/spec/v1', false],
  ['oid sha256: none', false],
])('%s: pointer line %s', (line, pointer) => {
  expect(isLfsPointerLine(line)).toBe(pointer);
});
