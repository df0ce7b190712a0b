import { describe, expect, test } from 'vitest';
import {
  bundlePath,
  hashesAt,
  parseTilePath,
  readTile,
  type Tile,
  tileAt,
  tileFilePath,
  tilePath,
  tilesBetween,
} from './tile.ts';

test.each<[Tile, string]>([
  [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
  [{ level: 0, index: 5, width: 1 }, 'tile/0/005.p/1'],
  [{ level: 2, index: 999, width: 255 }, 'tile/2/999.p/255'],
  [{ level: 1, index: 1000, width: 256 }, 'tile/1/x001/000'],
  [{ level: 0, index: 1_234_067, width: 256 }, 'tile/0/x001/x234/067'],
])('%j is at %s', (tile, path) => {
  expect(tilePath(tile)).toBe(path);
});

test('entries have a place of their own', () => {
  expect(bundlePath({ index: 1_234_067, width: 17 })).toBe('tile/entries/x001/x234/067.p/17');
});

test.each([
  'tile/0/000',
  'tile/63/005.p/1',
  'tile/0/x001/x234/067',
  'tile/entries/000.p/255',
  'tile/entries/x001/x234/067',
])('%s is read back from its path', (path) => {
  const file = parseTilePath(path);
  expect(file === null ? null : tileFilePath(file)).toBe(path);
});

test.each([
  '',
  'tile/0/0',
  'tile/00/000',
  'tile/0/x000/001',
  'tile/0/001/000',
  'tile/0/000.p/0',
  'tile/0/000.p/256',
  'tile/0/000.p/007',
  'tile/0/../000',
  'tile/entries/../../collector.db',
  'tile/0/000/',
  '/tile/0/000',
  'tile/0/000\n',
  'tile/0/%30%30%30',
])('%j is no path of a log', (path) => {
  expect(parseTilePath(path)).toBeNull();
});

function summary(from: number, to: number): readonly string[] {
  return [...tilesBetween(from, to)].map(tilePath);
}

describe('the tiles of a tree', () => {
  test('of 70,000 leaves are those of the specification', () => {
    const tiles = [...tilesBetween(0, 70_000)];
    const of = (level: number) => tiles.filter((tile) => tile.level === level).map(({ width }) => width);
    expect(of(0)).toEqual([...Array<number>(273).fill(256), 112]);
    expect([of(1), of(2), of(3)]).toEqual([[256, 17], [1], []]);
  });

  test.each<[number, number, readonly string[]]>([
    [0, 0, []],
    [0, 1, ['tile/0/000.p/1']],
    [1, 2, ['tile/0/000.p/2']],
    [2, 2, []],
    [0, 256, ['tile/0/000', 'tile/1/000.p/1']],
    [255, 257, ['tile/0/000', 'tile/0/001.p/1', 'tile/1/000.p/1']],
    [256, 257, ['tile/0/001.p/1']],
    [300, 300, []],
    [300, 512, ['tile/0/001', 'tile/1/000.p/2']],
  ])('that are new from %d to %d leaves', (from, to, paths) => {
    expect(summary(from, to)).toEqual(paths);
  });

  test.each([
    [0, 1],
    [1, 1],
    [0, -1],
  ])('at level %d and place %d there is none among 256', (level, index) => {
    if (level === 1) expect(tileAt({ level, index: 0 }, 256)).toEqual({ level, index: 0, width: 1 });
    expect(() => tileAt({ level, index }, 256)).toThrow(expect.objectContaining({ code: 'not-in-tree' }));
  });

  test('hashes of a level stand for full tiles only', () => {
    expect([hashesAt(0, 511), hashesAt(1, 511), hashesAt(2, 65_536)]).toEqual([511, 1, 1]);
  });
});

test('a tile is read when it has exactly its hashes', () => {
  const bytes = Uint8Array.from({ length: 96 }, (_, at) => at);
  expect(readTile(bytes, { width: 3 }).map((hash) => hash[0])).toEqual([0, 32, 64]);
  for (const width of [2, 4]) {
    expect(() => readTile(bytes, { width })).toThrow(expect.objectContaining({ code: 'bad-tile' }));
  }
});
