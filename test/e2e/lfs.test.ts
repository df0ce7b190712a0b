import { spawnSync } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askWith } from '../support/ask-https.ts';
import type { RunningGateway } from '../support/gateway-world.ts';
import { type GatewayScene, HOST_TOKEN, openGatewayScene } from '../support/gateway-world.ts';
import { type LfsServer, oidOf, startLfsServer } from '../support/lfs-server.ts';

/** Git LFS through a gateway that alone has the credential of its host. */
const RIGHT = `Basic ${Buffer.from(`x-access-token:${HOST_TOKEN}`).toString('base64')}`;
const JSON_TYPE = 'application/vnd.git-lfs+json';
const HAS_CLIENT = spawnSync('git-lfs', ['version']).status === 0;

let w: GatewayScene;
let server: LfsServer;
let gateway: RunningGateway;
/** Of the LFS API of a repository, as clients of the gateway call it. */
let api: string;
let token: string;

beforeAll(async () => {
  w = await openGatewayScene();
  const { certificate, host } = w.world;
  server = await startLfsServer({ certificate, host, admits: (authorization) => authorization === RIGHT });
  const place = `${host}:${server.port}`;
  const stored = { provider: 'stored', hosts: [w.segment, place], tokenFile: 'host-token' };
  gateway = await w.replica('gateway', { port: w.port, credentials: [stored] });
  api = `${w.url}/${place}/team/demo.git/info/lfs`;
  token = await w.token('robin');
}, 60_000);

afterAll(async () => {
  await gateway.close();
  await server.close();
  await w.close();
});

function ask(method: string, url: string, body: string | null = null, type = JSON_TYPE) {
  return askWith(url, {
    method,
    body,
    ca: w.certificate.authority,
    headers: { authorization: `Bearer ${token}`, 'content-type': type },
  });
}

function batch(operation: 'download' | 'upload', content: string) {
  const objects = [{ oid: oidOf(content), size: content.length }];
  return ask('POST', `${api}/objects/batch`, JSON.stringify({ operation, objects }));
}

describe('an object', () => {
  const CONTENT = 'what a pointer stands for\n';
  const place = () => `${api}/objects/${oidOf(CONTENT)}/${CONTENT.length}`;

  test('is put and got at the gateway, which alone has a right at its host', async () => {
    const upload = await batch('upload', CONTENT);
    expect(JSON.parse(upload.text).objects[0].actions).toEqual({ upload: { href: place() } });
    expect(await ask('PUT', place(), CONTENT, 'application/octet-stream')).toMatchObject({ status: 200 });
    expect(server.objects.get(oidOf(CONTENT))?.toString()).toBe(CONTENT);

    const download = await batch('download', CONTENT);
    expect(JSON.parse(download.text).objects[0].actions).toEqual({ download: { href: place() } });
    expect(await ask('GET', place())).toMatchObject({ status: 200, text: CONTENT });
    expect((await batch('download', 'not there')).text).toContain('404');
  });

  test('that the host gives other bytes for is broken at the client', async () => {
    server.objects.set(oidOf('true'), Buffer.from('fake'));
    await expect(ask('GET', `${api}/objects/${oidOf('true')}/4`)).rejects.toThrow();
  });

  test('is one of two replicas’ as well: neither keeps what the other was told', async () => {
    await batch('upload', 'two');
    const other = await w.replica('other', {
      credentials: [
        { provider: 'stored', hosts: [`${w.world.host}:${server.port}`], tokenFile: 'host-token' },
      ],
    });
    const url = `${api}/objects/${oidOf('two')}/3`.replace(`:${w.port}/`, `:${other.agent.port}/`);
    const headers = { authorization: `Bearer ${token}`, host: `localhost:${w.port}` };
    const answer = await askWith(url, { method: 'PUT', body: 'two', ca: w.certificate.authority, headers });
    expect(answer).toMatchObject({ status: 200 });
    await other.close();
  });
});

test.skipIf(!HAS_CLIENT)(
  'the real client pushes and fetches, and its pointer waits for a reviewer as ever',
  async () => {
    const { dev, repository } = await w.repository(token);
    const content = Buffer.from([0x89, 0x50, 0, 1, 2, 3]);
    await dev.must('config', 'lfs.url', api);
    await dev.must('lfs', 'install', '--local');
    await dev.must('lfs', 'track', '*.psd');
    await dev.write('big.psd', content);
    await dev.commit('Add what is large');
    const push = dev.git('push', 'origin', 'HEAD:refs/heads/large');
    const { id } = await w.world.pending(repository.id);
    expect(server.objects.get(oidOf(content))).toEqual(content);
    await w.world.approve(id);
    expect(await push).toMatchObject({ code: 0 });

    await rm(join(dev.clone, '.git', 'lfs', 'objects'), { recursive: true });
    await rm(join(dev.clone, 'big.psd'));
    await dev.must('lfs', 'fetch', 'origin', 'HEAD');
    await dev.must('checkout', '--', 'big.psd');
    expect(await readFile(join(dev.clone, 'big.psd'))).toEqual(content);
    await dev.must('lfs', 'lock', 'a.psd');
    expect(await dev.must('lfs', 'locks')).toContain('a.psd');
  },
  60_000,
);
