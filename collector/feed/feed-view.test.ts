import { expect, test } from 'vitest';
import type { FeedFiles } from './feed-files.ts';
import { feedView } from './feed-view.ts';

const EXPIRES = '2026-12-01T00:00:00Z';

function filesOf(contents: Readonly<Record<string, unknown>>): FeedFiles {
  return {
    version: async () => null,
    read: async (name) => {
      const content = contents[name];
      if (content === undefined) return null;
      const text = typeof content === 'string' ? content : JSON.stringify({ signed: content });
      return { bytes: Buffer.from(text), etag: '', isImmutable: true };
    },
  };
}

const PUBLISHED = {
  '1.root.json': { version: 1, expires: EXPIRES },
  '2.root.json': { version: 2, expires: EXPIRES },
  'timestamp.json': { version: 9, expires: EXPIRES, meta: { 'snapshot.json': { version: 4 } } },
  '4.snapshot.json': { version: 4, expires: EXPIRES, meta: { 'targets.json': { version: 3 } } },
  '3.targets.json': {
    version: 3,
    expires: EXPIRES,
    targets: { 'policy.yaml': { hashes: { sha256: 'c'.repeat(64) } } },
  },
};

test('the newest of each role, and the policy that it leads to', async () => {
  expect(await feedView(filesOf(PUBLISHED))).toEqual({
    feed: {
      roles: [
        { role: 'root', version: 2, expires: EXPIRES },
        { role: 'timestamp', version: 9, expires: EXPIRES },
        { role: 'snapshot', version: 4, expires: EXPIRES },
        { role: 'targets', version: 3, expires: EXPIRES },
      ],
      policyFile: 'c'.repeat(64),
    },
  });
});

test.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
  ['nothing is there', {}, []],
  ['the timestamp is no JSON', { ...PUBLISHED, 'timestamp.json': '{' }, ['root']],
  [
    'the targets are missing',
    { ...PUBLISHED, '3.targets.json': undefined },
    ['root', 'timestamp', 'snapshot'],
  ],
  [
    'a version is none',
    { ...PUBLISHED, '4.snapshot.json': { version: '4', expires: EXPIRES } },
    ['root', 'timestamp'],
  ],
])('where %s the rest is told', async (_what, files, roles) => {
  const { feed } = await feedView(filesOf(files));
  expect(feed?.roles.map(({ role }) => role)).toEqual(roles);
  expect(feed?.policyFile).toBe(null);
});

test('no feed is none', async () => {
  expect(await feedView(null)).toEqual({ feed: null });
});
