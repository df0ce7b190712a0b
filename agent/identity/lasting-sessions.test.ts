import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LastingSessions } from './lasting-sessions.ts';
import { Sessions } from './sessions.ts';

let home: string;
let path: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'countersign-lasting-'));
  path = join(home, 'agent', 'lasting-sessions.json');
});

afterEach(() => rm(home, { recursive: true }));

function sessions(): Sessions {
  const subject = { id: 'developer', groups: [] };
  return new Sessions({ subject, vouched: null, clock: () => new Date(0), maxSessions: 100 });
}

it('a kept session is known again by its secret, which is in no file', async () => {
  const before = sessions();
  const { session, secret } = before.open({ actor: 'mixed', program: 'editor', parent: null });
  await (await LastingSessions.open(home, before)).add(session.id);
  const after = sessions();
  await LastingSessions.open(home, after);
  expect(after.identify({ user: session.id, password: secret })).toMatchObject({
    id: session.id,
    program: 'editor',
    subject: { actor: 'mixed' },
  });
  expect(after.identify({ user: session.id, password: 'x' })).toBeNull();
  expect(await readFile(path, 'utf8')).not.toContain(secret);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

it('a removed session is forgotten, and its neighbour is not', async () => {
  const before = sessions();
  const [one, two] = ['one', 'two'].map((program) => before.open({ actor: 'mixed', program, parent: null }));
  const lasting = await LastingSessions.open(home, before);
  for (const opened of [one, two]) await lasting.add(opened?.session.id ?? '');
  await lasting.remove(one?.session.id ?? '');
  const after = sessions();
  await LastingSessions.open(home, after);
  expect(after.list().map(({ program }) => program)).toEqual(['two']);
});

it('many that come at once are all kept', async () => {
  const before = sessions();
  const lasting = await LastingSessions.open(home, before);
  const opened = Array.from({ length: 20 }, () =>
    before.open({ actor: 'mixed', program: 'editor', parent: null }),
  );
  await Promise.all(opened.map(({ session }) => lasting.add(session.id)));
  const after = sessions();
  await LastingSessions.open(home, after);
  expect(after.list()).toHaveLength(opened.length);
});

it('keeps no more than the limit', async () => {
  const all = sessions();
  const lasting = await LastingSessions.open(home, all);
  const add = () => lasting.add(all.open({ actor: 'mixed', program: 'p', parent: null }).session.id);
  for (let kept = 0; kept < 32; kept += 1) await add();
  await expect(add()).rejects.toMatchObject({ code: 'too-many-sessions' });
});

it.each([
  ['no JSON', '{', 'malformed'],
  ['no list', '{}', 'malformed'],
  ['an actor that there is not', '[{"id":"a","program":"p","actor":"root","secretHash":""}]', 'malformed'],
])('refuses a file with %s', async (_, text, code) => {
  const all = sessions();
  const lasting = await LastingSessions.open(home, all);
  await lasting.add(all.open({ actor: 'mixed', program: 'p', parent: null }).session.id);
  await writeFile(path, text);
  await expect(LastingSessions.open(home, sessions())).rejects.toMatchObject({ code });
});

it('refuses a file that others can read', async () => {
  const all = sessions();
  const lasting = await LastingSessions.open(home, all);
  await lasting.add(all.open({ actor: 'mixed', program: 'p', parent: null }).session.id);
  await chmod(path, 0o644);
  await expect(LastingSessions.open(home, sessions())).rejects.toMatchObject({ code: 'not-private' });
});
