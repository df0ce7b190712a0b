import { writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionGrant } from '../../protocol/control.ts';
import { type PlayedHost, playHost } from '../support/played-host.ts';
import { type Asked, askThrough } from '../support/through-agent.ts';
import { openWorld, type World } from '../support/world.ts';

/** Git LFS: what is downloaded is a fetch, and no answer leads a credential anywhere. */
const OID = 'a'.repeat(64);
const OBJECTS = [{ oid: OID, size: 5 }];
const LFS = '/team/demo.git/info/lfs';
const OWN = 'Basic b3duOm93bg==';
const TOKEN = 'the-one-that-only-the-agent-has';
const DOWNLOAD = JSON.stringify({ operation: 'download', transfers: ['tus', 'basic'], objects: OBJECTS });

let world: World;
let host: PlayedHost;
let session: SessionGrant;

beforeAll(async () => {
  world = await openWorld();
  host = await playHost(world.certificate);
  session = await world.session('ai');
});

afterAll(async () => {
  await world.close();
  await host.close();
});

function send(path: string, asked: Omit<Asked, 'path'> = {}) {
  const headers = { authorization: OWN, 'content-type': 'application/vnd.git-lfs+json', ...asked.headers };
  const target = { host: world.host, port: host.port };
  return askThrough(session, target, { ...asked, path: `${LFS}${path}`, headers });
}

function answering(href: string, header: object = {}): (response: ServerResponse) => void {
  const objects = [{ ...OBJECTS[0], actions: { download: { href, header } } }];
  return (response) => response.end(JSON.stringify({ transfer: 'basic', objects }));
}

const here = (rest: string): string => `https://${world.host}:${host.port}${rest}`;

describe('with the right of the client', () => {
  it('a download is a fetch on record, asked for in the one way that is read here', async () => {
    host.answerWith(answering('https://media.example/x', { 'X-Right': '1' }));
    const { status, text } = await send('/objects/batch', { body: DOWNLOAD });
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({
      objects: [{ actions: { download: { href: 'https://media.example/x', header: { 'X-Right': '1' } } } }],
    });
    expect(host.asked.at(-1)?.headers).toMatchObject({ authorization: OWN });
    const intents = (await world.records('exchange.intent')).map(({ detail }) => detail['operation']);
    expect(intents).toContainEqual(expect.objectContaining({ kind: 'git.fetch', lfs: 'batch' }));
  });

  it('an object is read', async () => {
    host.answerWith((response) => response.end('large'));
    expect(await send(`/objects/${OID}`)).toMatchObject({ status: 200, text: 'large' });
  });

  it.each<[string, string, Omit<Asked, 'path'>, string]>([
    [
      'a batch for something else',
      '/objects/batch',
      { body: DOWNLOAD.replace('download', 'delete') },
      'uploads',
    ],
    [
      'a batch of another media type',
      '/objects/batch',
      { body: DOWNLOAD, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      'media type',
    ],
    [
      'a body of two operations',
      '/objects/batch',
      { body: '{"operation":"download","operation":"upload"}' },
      'LFS',
    ],
    ['an object that is put elsewhere', `/objects/${OID}`, { method: 'PUT', body: 'large' }, 'nothing that'],
    ['what verifies one', '/verify', { body: '{}' }, 'nothing that'],
    ['a list of locks with another question', '/locks?_method=delete', {}, 'nothing that'],
    ['a lock of no path', '/locks', { body: '{"PATH":"a"}' }, 'no path'],
    [
      'an object whose bytes are not what it is named by',
      `/objects/${OID}/5`,
      { method: 'PUT', body: 'large' },
      'not those that it is named by',
    ],
    ['one that is longer', `/objects/${OID}/4`, { method: 'PUT', body: 'large' }, 'not the size'],
    ['one that is shorter', `/objects/${OID}/6`, { method: 'PUT', body: 'large' }, 'not the size'],
    [
      'one that is coded',
      `/objects/${OID}/5`,
      { method: 'PUT', body: 'large', headers: { 'content-encoding': 'gzip' } },
      'content-encoding',
    ],
    ['one that is too large', `/objects/${OID}/${3 * 1024 ** 3}`, { method: 'PUT', body: '' }, 'more than'],
  ])('%s goes nowhere, and says why as its client shows it', async (_what, path, asked, reason) => {
    const before = host.asked.length;
    const { status, text } = await send(path, asked);
    expect([400, 403, 413]).toContain(status);
    expect((JSON.parse(text) as { message: string }).message).toContain(reason);
    expect(host.asked).toHaveLength(before);
  });
});

describe('with the right of the agent', () => {
  beforeAll(async () => {
    await writeFile(join(world.home, 'token'), TOKEN, { mode: 0o600 });
    const hosts = [`${world.host}:${host.port}`];
    const settings = { credentials: [{ provider: 'stored', hosts, tokenFile: 'token' }] };
    await writeFile(join(world.home, 'credentials.yaml'), JSON.stringify(settings), { mode: 0o600 });
    await world.restartAgent();
    session = await world.session('ai');
  });

  it('an object of the same repository is read by the agent’s own, which the client is not told', async () => {
    const right = `Basic ${Buffer.from(`x-access-token:${TOKEN}`).toString('base64')}`;
    host.answerWith(answering(here(`${LFS}/objects/${OID}`), { Authorization: right }));
    const { status, text } = await send('/objects/batch', { body: DOWNLOAD });
    expect([status, JSON.parse(text).objects[0].actions.download]).toEqual([
      200,
      { href: here(`${LFS}/objects/${OID}`) },
    ]);
    host.answerWith((response) => response.end('large'));
    expect((await send(`/objects/${OID}`)).text).toBe('large');
    expect(host.asked.at(-1)?.headers.authorization).toBe(right);
  });

  it.each<[string, () => string]>([
    ['to a host that the policy does not govern', () => 'https://media.example/x?signature=1'],
    ['to a name that looks like the host', () => `https://${world.host}.evil.example/x`],
    ['to another repository of the host', () => here(`/other/demo.git/info/lfs/objects/${OID}`)],
    ['to a place of the host that nobody judges', () => here('/storage/x?right=1')],
    ['with the credential in its address', () => here(`${LFS}/objects/${OID}?token=${TOKEN}`)],
    ['with the credential in a host of the policy', () => `https://${world.copilot.host}/${TOKEN}`],
  ])('an answer that leads %s is not passed on', async (_what, href) => {
    host.answerWith(answering(href()));
    const { status, text } = await send('/objects/batch', { body: DOWNLOAD });
    expect(status).toBe(502);
    expect(text).not.toContain(TOKEN);
    expect(text).not.toContain('signature');
  });
});
