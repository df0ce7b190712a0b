import { expect, test } from 'vitest';
import { publishedFiles } from '../../test/support/feed-files.ts';
import type { FeedFiles } from '../feed/feed-files.ts';
import { keepReader, type RetentionSettings } from './keep.ts';

const DAY_MS = 24 * 60 * 60_000;
const UNSET: RetentionSettings = { prompt: null, answer: null, review: null };

type Contents = Readonly<Record<string, string>>;

function feedOf(contents: () => Contents): FeedFiles {
  return {
    version: async () => null,
    read: async (name) => {
      const content = contents()[name];
      return content === undefined ? null : { bytes: Buffer.from(content), etag: '', isImmutable: true };
    },
  };
}

const keeping = (content: string): string =>
  `version: 1\nhosts: []\nretention: { content: ${content} }\nrules: []\n`;
const PUBLISHED = publishedFiles(keeping('400d'));

test.each<[string, RetentionSettings, Contents | null, readonly (readonly [number | null, string | null])[]]>(
  [
    [
      'by the policy',
      UNSET,
      PUBLISHED,
      [
        [400, 'policy'],
        [400, 'policy'],
        [400, 'policy'],
      ],
    ],
    [
      'each side by the settings first',
      { prompt: 5 * DAY_MS, answer: null, review: null },
      PUBLISHED,
      [
        [5, 'settings'],
        [400, 'policy'],
        [400, 'policy'],
      ],
    ],
    [
      'for good, where no policy says how long',
      UNSET,
      publishedFiles('version: 1\nhosts: []\nrules: []\n'),
      [
        [null, null],
        [null, null],
        [null, null],
      ],
    ],
    [
      'for good, before anything was published',
      UNSET,
      {},
      [
        [null, null],
        [null, null],
        [null, null],
      ],
    ],
    [
      'for good, without a feed',
      UNSET,
      null,
      [
        [null, null],
        [null, null],
        [null, null],
      ],
    ],
    [
      'by the settings alone, whatever the feed is like',
      { prompt: DAY_MS, answer: 2 * DAY_MS, review: 3 * DAY_MS },
      { 'timestamp.json': '{' },
      [
        [1, 'settings'],
        [2, 'settings'],
        [3, 'settings'],
      ],
    ],
  ],
)('kept %s', async (_how, settings, contents, expected) => {
  const keep = await keepReader(settings, contents === null ? null : feedOf(() => contents))();
  const inDays = new Map(
    keep.map(({ side, keepMs, source }) => [side, [keepMs === null ? null : keepMs / DAY_MS, source]]),
  );
  expect([inDays.get('prompt'), inDays.get('answer'), inDays.get('review')]).toEqual(expected);
});

test('another policy counts from when it is published', async () => {
  let contents = PUBLISHED;
  const read = keepReader(
    UNSET,
    feedOf(() => contents),
  );
  await read();
  contents = publishedFiles(keeping('30d'), 2);
  expect((await read()).map(({ keepMs }) => keepMs)).toEqual([30 * DAY_MS, 30 * DAY_MS, 30 * DAY_MS]);
});

test('what is published while it is read is read anew', async () => {
  let contents: Contents = PUBLISHED;
  const files = feedOf(() => contents);
  const read = async (name: string) => {
    const file = await files.read(name);
    if (name === '1.snapshot.json') contents = publishedFiles(keeping('30d'), 2);
    return file;
  };
  const keep = await keepReader(UNSET, { ...files, read })();
  expect(keep.map(({ keepMs }) => keepMs)).toEqual([30 * DAY_MS, 30 * DAY_MS, 30 * DAY_MS]);
});

const without = (pattern: RegExp): Contents =>
  Object.fromEntries(Object.entries(PUBLISHED).filter(([name]) => !pattern.test(name)));
const withContent = (pattern: RegExp, content: string): Contents =>
  Object.fromEntries(
    Object.entries(PUBLISHED).map(([name, own]) => [name, pattern.test(name) ? content : own]),
  );

test.each<[string, Contents, string]>([
  ['the policy is missing', without(/policy/), 'no-policy'],
  ['the policy is another', withContent(/policy/, keeping('1d')), 'no-policy'],
  ['the policy is cut', withContent(/policy/, keeping('400d').slice(0, -1)), 'no-policy'],
  ['the policy is wrong', publishedFiles('version: 1\nhosts: []\nrules: all\n'), 'bad-policy'],
  ['the targets are missing', without(/targets\.json/), 'no-policy'],
  ['the snapshot is no JSON', withContent(/snapshot/, '{'), 'no-policy'],
  ['the timestamp is no JSON', withContent(/timestamp/, '{'), 'no-policy'],
])('nobody says how long while %s', async (_what, contents, code) => {
  const read = keepReader(
    UNSET,
    feedOf(() => contents),
  );
  await expect(read()).rejects.toMatchObject({ name: 'RetentionError', code });
});
