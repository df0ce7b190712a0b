import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_EXCHANGE_LIMITS } from '../../agent/config.ts';
import type { SessionGrant } from '../../protocol/control.ts';
import { sessionEnvironment } from '../../protocol/session-environment.ts';
import { run } from '../support/developer.ts';
import { type LfsServer, oidOf, STORAGE_RIGHT, startLfsServer } from '../support/lfs-server.ts';
import { type Asked, askThrough } from '../support/through-agent.ts';
import { openWorld, type World } from '../support/world.ts';

const HAS_CLIENT = spawnSync('git-lfs', ['version']).status === 0;

/** Uploads of Git LFS: what is put was judged, and neither place nor right of it is anything that a client sees. */
const LFS = '/team/demo.git/info/lfs';
const TOKEN = 'the-one-that-only-the-agent-has';
const OWN = 'Basic b3duOm93bg==';
const RIGHT = `Basic ${Buffer.from(`x-access-token:${TOKEN}`).toString('base64')}`;
const JSON_TYPE = 'application/vnd.git-lfs+json';
const SECRET = `AKIA${'QZ7NDV3KX5TWM2RB'}`;

const REVIEWED = `

  - id: opaque-objects
    on: [github.api]
    when: api.name == "lfs.objects.write_opaque"
    effect: require_approval
    approvers: [reviewers]
    message: what nobody can read is looked at`;

let world: World;
let server: LfsServer;
let session: SessionGrant;

beforeAll(async () => {
  world = await openWorld();
  server = await startLfsServer({
    certificate: world.certificate,
    host: world.host,
    admits: (authorization) => authorization === OWN || authorization === RIGHT,
  });
  session = await world.session('ai');
});

afterAll(async () => {
  await world.close();
  await server.close();
});

beforeEach(() => server.lead(null));

function send(path: string, asked: Omit<Asked, 'path'> = {}) {
  const headers = { authorization: OWN, 'content-type': JSON_TYPE, ...asked.headers };
  return askThrough(
    session,
    { host: world.host, port: server.port },
    { ...asked, path: `${LFS}${path}`, headers },
  );
}

const at = (path: string): string => `https://${world.host}:${server.port}${path}`;
const since = (before: number): readonly string[] =>
  server.asked.slice(before).map(({ method, path }) => `${method} ${path}`);

function put(content: string | Uint8Array, headers: Readonly<Record<string, string>> = {}) {
  const length = Buffer.byteLength(content);
  const type = { 'content-type': 'application/octet-stream', 'content-length': String(length), ...headers };
  return send(`/objects/${oidOf(content)}/${length}`, { method: 'PUT', body: content, headers: type });
}

function reviewed(text: string): string {
  return text.replace(
    '"lfs.objects.write_opaque"\n      ]\n    effect: allow',
    `"none"\n      ]\n    effect: allow${REVIEWED}`,
  );
}

const LONGER_THAN_THE_CLIENT_WAITS_MS = 1500;

/** Configuration by which git finds the client's own right. */
async function credentialsOf(folder: string): Promise<string> {
  const file = join(folder, '.git', 'own.gitconfig');
  await writeFile(file, `[http]\n\textraHeader = "Authorization: ${OWN}"\n`);
  return file;
}

function batch(content: string) {
  const objects = [{ oid: oidOf(content), size: Buffer.byteLength(content) }];
  return send('/objects/batch', {
    body: JSON.stringify({
      operation: 'upload',
      transfers: ['tus', 'basic'],
      objects,
      ref: { name: 'refs/heads/x' },
    }),
  });
}

async function judged(): Promise<readonly unknown[]> {
  const intents = await world.records('exchange.intent');
  return intents.flatMap(({ detail }) =>
    (detail['decisions'] as { action: unknown }[]).map(({ action }) => action),
  );
}

describe('with the right of the client', () => {
  it('a batch names places of the agent’s own, and nothing of the host’s', async () => {
    const { status, text } = await batch('new');
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({
      transfer: 'basic',
      objects: [
        { oid: oidOf('new'), size: 3, actions: { upload: { href: at(`${LFS}/objects/${oidOf('new')}/3`) } } },
      ],
      hash_algo: 'sha256',
    });
    expect(await judged()).toContainEqual(
      expect.objectContaining({ kind: 'github.api', name: 'lfs.uploads.create', access: 'write' }),
    );
  });

  it('an object is put where the host wants it, with the host’s right alone, and verified', async () => {
    const before = server.asked.length;
    expect(await put('a text\n')).toMatchObject({ status: 200, text: '{}' });
    expect(server.objects.get(oidOf('a text\n'))?.toString()).toBe('a text\n');
    expect(since(before)).toEqual([
      `POST ${LFS}/objects/batch`,
      `PUT /storage/${oidOf('a text\n')}`,
      'POST /storage/verify',
    ]);
    expect(server.asked.slice(before).map(({ headers }) => headers.authorization)).toEqual([
      OWN,
      STORAGE_RIGHT,
      STORAGE_RIGHT,
    ]);
    expect((await batch('a text\n')).text).not.toContain('actions');
    expect((await put('a text\n')).status).toBe(200);
  });

  it('what cannot be read as text has a name of its own, by which a policy tells it', async () => {
    expect((await put(Buffer.from([1, 0, 2]))).status).toBe(200);
    const actions = await judged();
    for (const name of ['lfs.objects.write', 'lfs.objects.write_opaque']) {
      expect(actions).toContainEqual(expect.objectContaining({ kind: 'github.api', name }));
    }
  });

  it('a secret in it is found, and nothing of it goes anywhere', async () => {
    const before = server.asked.length;
    const { status, text } = await put(`one\naws_access_key_id = ${SECRET}\n`);
    expect([status, text]).toEqual([403, expect.stringContaining('secrets')]);
    expect(text).not.toContain(SECRET);
    expect(since(before)).toEqual([]);
  });

  it('what a rule wants reviewed waits here, and leaves as it was approved', async () => {
    await world.policy(reviewed);
    const bytes = Buffer.from([9, 0, 9]);
    const before = server.asked.length;
    const sent = put(bytes);
    const { id, summary } = await world.pendingRequest(`${world.host}:${server.port}`);
    expect(summary).toMatchObject({
      what: 'lfs.objects.write_opaque',
      excerpt: expect.stringContaining(oidOf(bytes)),
    });
    expect(since(before)).toEqual([]);
    await world.approve(id);
    expect((await sent).status).toBe(200);
    expect(server.objects.get(oidOf(bytes))).toEqual(bytes);
    await world.policy((text) => text);
  });

  it.skipIf(!HAS_CLIENT)(
    'the real client waits for a reviewer for longer than it would, which its session tells it',
    async () => {
      await world.policy(reviewed);
      const { dev } = await world.repository();
      const bytes = Buffer.from([7, 0, 7]);
      await dev.must('config', 'lfs.url', at(LFS));
      await dev.must('config', 'lfs.activitytimeout', '1');
      await dev.must('lfs', 'install', '--local');
      await dev.must('lfs', 'track', '*.psd');
      await dev.write('big.psd', bytes);
      await dev.commit('Add what is large');
      const environment = {
        ...sessionEnvironment(session, {}),
        GIT_CONFIG_GLOBAL: await credentialsOf(dev.clone),
      };
      const pushed = run(['lfs', 'push', 'origin', 'HEAD'], { cwd: dev.clone, home: dev.clone, environment });
      const { id } = await world.pendingRequest(`${world.host}:${server.port}`);
      await delay(LONGER_THAN_THE_CLIENT_WAITS_MS);
      await world.approve(id);
      expect(await pushed).toMatchObject({ code: 0 });
      expect(JSON.stringify(await world.records('exchange.refused'))).not.toContain('client-gone');
      expect(server.objects.get(oidOf(bytes))).toEqual(bytes);
      await world.policy((text) => text);
    },
  );

  it('a right that the host does not know is the client’s to mend', async () => {
    const { status, headers } = await put('x', { authorization: 'Basic bm86bm8=' });
    expect([status, headers['www-authenticate']]).toEqual([401, 'Basic realm="git"']);
  });

  it.each([
    ['as long as the limit is looked at', 0, 400],
    ['one byte longer is not', 1, 413],
  ])('an object that is said to be %s', async (_what, over, status) => {
    const path = `/objects/${oidOf('x')}/${DEFAULT_EXCHANGE_LIMITS.maxLfsObjectBytes + over}`;
    const headers = { 'content-type': 'application/octet-stream', 'content-length': '1' };
    expect((await send(path, { method: 'PUT', body: 'x', headers })).status).toBe(status);
  });

  it.each<[string, string, Omit<Asked, 'path'>, string]>([
    ['are listed', '/locks?path=a.psd', {}, 'lfs.locks.read'],
    ['are verified', '/locks/verify', { body: '{"limit":5}' }, 'lfs.locks.verify'],
    ['are made', '/locks', { body: '{"path":"a.psd"}' }, 'lfs.locks.create'],
    ['are ended', '/locks/7/unlock', { body: '{"force":true}' }, 'lfs.locks.delete'],
  ])('locks %s, on record by their name', async (_what, path, asked, name) => {
    const { status, text } = await send(path, asked);
    expect([status, text]).toEqual([name.endsWith('create') ? 201 : 200, expect.stringContaining('robin')]);
    expect(await judged()).toContainEqual(expect.objectContaining({ name }));
  });
});

describe('with the right of the agent', () => {
  beforeAll(async () => {
    await writeFile(join(world.home, 'token'), TOKEN, { mode: 0o600 });
    const hosts = [`${world.host}:${server.port}`];
    const settings = { credentials: [{ provider: 'stored', hosts, tokenFile: 'token' }] };
    await writeFile(join(world.home, 'credentials.yaml'), JSON.stringify(settings), { mode: 0o600 });
    await world.restartAgent();
    session = await world.session('ai');
  });

  it('an object is put and verified with it, as far as the host wants it there', async () => {
    const own = (rest: string): object => ({ href: at(`${LFS}${rest}`) });
    server.lead(({ oid }) => ({ upload: own(`/objects/${oid}`), verify: { href: at('/storage/verify') } }));
    const before = server.asked.length;
    // The place below the repository has nothing there; what matters is what it was asked with.
    expect((await put('mine')).status).toBe(502);
    expect(server.asked.slice(before).map(({ headers }) => headers.authorization)).toEqual([RIGHT, RIGHT]);
  });

  it.each<[string, () => object]>([
    ['to a host that the policy does not govern', () => ({ href: 'https://media.example/x' })],
    ['to an address', () => ({ href: 'https://127.0.0.1/x' })],
    ['to a name that looks like the host', () => ({ href: `https://${world.host}.evil.example/x` })],
    [
      'to another repository with the credential',
      () => ({ href: at('/other/demo.git/x'), header: { Authorization: RIGHT } }),
    ],
    ['to its storage with the credential in the address', () => ({ href: at(`/storage/x?token=${TOKEN}`) })],
    [
      'to a host of the policy with the credential',
      () => ({ href: `https://${world.copilot.host}/${TOKEN}` }),
    ],
    ['to no https', () => ({ href: 'http://media.example/x' })],
  ])('an answer that leads %s puts nothing there', async (_what, place) => {
    server.lead(() => ({ upload: place() }));
    const before = server.asked.length;
    const { status, text } = await put(`to be led ${before}`);
    expect(status).toBe(502);
    expect(text).not.toContain(TOKEN);
    expect(since(before)).toEqual([`POST ${LFS}/objects/batch`]);
  });

  it('a place outside the repository is asked without it', async () => {
    server.lead(() => ({ upload: { href: at('/api/admin') } }));
    const before = server.asked.length;
    expect((await put('to the api')).status).toBe(502);
    expect(server.asked.slice(before).map(({ headers }) => headers.authorization)).toEqual([
      RIGHT,
      undefined,
    ]);
  });

  it('a verification that leads elsewhere is not asked for, and the upload has not come through', async () => {
    server.lead(({ oid }) => ({
      upload: { href: at(`/storage/${oid}`), header: { Authorization: STORAGE_RIGHT } },
      verify: { href: 'https://media.example/verify' },
    }));
    const before = server.asked.length;
    expect((await put('to be verified')).status).toBe(502);
    expect(since(before)).toEqual([`POST ${LFS}/objects/batch`, `PUT /storage/${oidOf('to be verified')}`]);
  });

  it('an answer that cannot be read puts nothing', async () => {
    server.lead(() => ({ upload: { href: at('/storage/x'), header: 'none' } }));
    expect((await put('other')).status).toBe(502);
  });

  it('no record has any of it', async () => {
    const told = JSON.stringify(await world.records());
    for (const hidden of [TOKEN, RIGHT, STORAGE_RIGHT, SECRET]) expect(told).not.toContain(hidden);
  });
});
