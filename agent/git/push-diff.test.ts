import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { PushWorld } from '../../test/support/push-world.ts';
import type { DiffLimits } from '../core/approval/diff-content.ts';
import { diffChars } from '../core/approval/diff-content.ts';

const MAIN = 'refs/heads/main';
const LIMITS: DiffLimits = {
  maxCommits: 20,
  maxFiles: 40,
  maxLinesPerFile: 100,
  maxLineChars: 80,
  maxChars: 10_000,
  maxContentBytes: 1000,
};

let world: PushWorld;
let start: string;

beforeAll(async () => {
  world = await PushWorld.open();
  start = world.git('rev-parse', 'HEAD');
});

afterEach(() => {
  world.git('checkout', '-q', '-f', 'main');
  world.git('reset', '-q', '--hard', start);
});

afterAll(() => world[Symbol.asyncDispose]());

/** What a push of HEAD to main shows; a line with `hunter2` is masked, a file with `maze` cannot be searched. */
async function shown(limits: Partial<DiffLimits> = {}) {
  await using push = await world.receive({ [MAIN]: 'HEAD' });
  const [update] = push.inspected;
  if (update === undefined) throw new Error('nothing was inspected');
  const mask = (text: string) => (text.includes('maze') ? null : masked(text));
  return await push.diff(update, { limits: { ...LIMITS, ...limits }, mask });
}

function masked(text: string): readonly string[] {
  const lines = text.replaceAll('hunter2', 'CSG_X').split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

test('each commit shows its own lines, the newest first, in masked form', async () => {
  const first = world.commit({ 'a.txt': 'one\n2\ntwo\n', 'key.txt': 'password: hunter2\n' });
  const second = world.commit({ 'a.txt': 'one\ntwo\n', 'b.txt': null });
  const { files, ...rest } = await shown();
  expect(rest).toEqual({ moreFiles: 0, moreCommits: 0 });
  const lines = files.map(({ commit, path, kind, content }) => [
    commit,
    `${kind} ${path}`,
    content.kind === 'lines' ? content.hunks : content.why,
  ]);
  const hunk = (oldStart: number, newStart: number, ...of: readonly string[]) => [
    { oldStart, newStart, lines: of },
  ];
  expect(lines).toEqual([
    [second, 'modified a.txt', hunk(1, 1, ' one', '-2', ' two')],
    [second, 'deleted b.txt', hunk(1, 0, '-password')],
    [first, 'modified a.txt', hunk(1, 1, ' one', '+2', ' two')],
    [first, 'added key.txt', hunk(0, 1, '+password: CSG_X')],
  ]);
});

test('what has no lines to show says why', async () => {
  world.commit({
    'logo.png': new Uint8Array([137, 80, 0, 1]),
    'long.txt': 'x\n'.repeat(600),
    'maze.txt': 'maze\n',
    'link.txt': { link: 'a.txt' },
    'void.txt': '',
  });
  const { files } = await shown();
  const contents = files.map(({ path, content }) => [
    path,
    content.kind === 'hidden' ? content.why : content,
  ]);
  expect(Object.fromEntries(contents)).toEqual({
    'logo.png': 'binary',
    'long.txt': 'long',
    'maze.txt': 'unsearched',
    'link.txt': { kind: 'lines', hunks: [{ oldStart: 0, newStart: 1, lines: ['+a.txt'] }], moreLines: 0 },
    'void.txt': { kind: 'lines', hunks: [], moreLines: 0 },
  });
});

test('what there is no room for is counted', async () => {
  for (const name of ['1', '2', '3']) world.commit({ [`${name}a`]: 'x\ny\nz\n', [`${name}b`]: 'x\n' });
  expect(await shown({ maxFiles: 3, maxCommits: 2 })).toMatchObject({
    files: [{ path: '3a' }, { path: '3b' }, { path: '2a' }],
    moreFiles: 1,
    moreCommits: 1,
  });
  const cut = await shown({ maxLinesPerFile: 2, maxChars: 5 });
  const chars = cut.files.map(({ content }) => (content.kind === 'lines' ? diffChars(content) : 0));
  expect(chars.reduce((sum, each) => sum + each)).toBeLessThanOrEqual(5);
  expect(cut.files[0]?.content).toMatchObject({ hunks: [{ lines: ['+x', '+y'] }], moreLines: 1 });
});

test('where history is taken away, the whole difference comes first', async () => {
  world.git('checkout', '-q', '--orphan', 'anew');
  world.commit({ 'a.txt': 'new\n', 'b.txt': null }, 'Anew');
  const { files } = await shown();
  expect(files.map(({ commit, path }) => `${commit === 'net' ? commit : 'commit'} ${path}`)).toEqual([
    'net a.txt',
    'net b.txt',
    'commit a.txt',
  ]);
});

test('a ref that goes away has no lines', async () => {
  world.land('main:refs/heads/old');
  await using push = await world.receive({ 'refs/heads/old': '' });
  const [update] = push.inspected;
  const mask = () => null;
  expect(update && (await push.diff(update, { limits: LIMITS, mask }))).toMatchObject({ files: [] });
});
