import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pushBody } from '../support/push-body.ts';
import { type WireClient, wireClient } from '../support/wire-client.ts';
import { openWorld, type Repository, shortHolds, type World } from '../support/world.ts';

/** Requests with some of their bytes changed, or cut off: whatever they are, the agent stands and main stays. */
let world: World;
let client: WireClient;
let repository: Repository;
let before: string;
let seeds: readonly Buffer[];

beforeAll(async () => {
  world = await openWorld({ policy: shortHolds });
  client = await wireClient(world, await world.session('human'));
  repository = await world.repository();
  before = (await repository.refs())['refs/heads/main'] ?? '';
  const newId = await repository.dev.commit('Change');
  const body = await pushBody(repository, { ref: 'refs/heads/main', oldId: before, newId, base: before });
  const path = new URL(repository.url).pathname;
  seeds = [
    request(`POST ${path}/git-receive-pack`, [`Content-Length: ${body.length}`], body),
    request(
      `POST ${path}/git-receive-pack`,
      ['Content-Encoding: gzip', 'Transfer-Encoding: chunked'],
      inChunks(gzipSync(body)),
    ),
    request(
      `POST ${path}/git-upload-pack`,
      ['Transfer-Encoding: chunked', 'Expect: 100-continue'],
      inChunks(Buffer.from('0000')),
    ),
    request(`GET ${path}/info/refs?service=git-receive-pack`, ['Git-Protocol: version=2'], Buffer.alloc(0)),
    request('GET /team/demo', ['Connection: Upgrade', 'Upgrade: h2c'], Buffer.alloc(0)),
  ];
});
afterAll(() => world.close());

const change = fc.record({ at: fc.nat(), byte: fc.nat({ max: 255 }) });
const attempt = fc.record({
  seed: fc.nat({ max: 4 }),
  changes: fc.array(change, { maxLength: 4 }),
  cutAt: fc.option(fc.nat()),
  hangsUp: fc.boolean(),
});

it('nothing that is sent ends the agent, meets an unforeseen fault, or moves main by itself', async () => {
  await fc.assert(
    fc.asyncProperty(attempt, async ({ seed, changes, cutAt, hangsUp }) => {
      const bytes = Buffer.from(seeds[seed] ?? Buffer.alloc(0));
      for (const { at, byte } of changes) bytes[at % bytes.length] = byte;
      const peer = await client.inside();
      peer.socket.write(cutAt === null ? bytes : bytes.subarray(0, cutAt % bytes.length));
      if (hangsUp) return void peer.socket.destroy();
      peer.socket.end();
      await peer.ended();
      peer.socket.destroy();
    }),
    { numRuns: 150 },
  );
  expect((await world.agent().status()).proxy.port).toBe(world.agent().port);
  const codes = (await world.records()).map(({ detail }) => detail['code']);
  expect(codes).toContain('malformed');
  expect(codes).not.toContain('internal');
  expect((await repository.refs())['refs/heads/main']).toBe(before);
});

function request(line: string, headers: readonly string[], body: Buffer): Buffer {
  const head = [`${line} HTTP/1.1`, `Host: ${client.authority()}`, ...headers, '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(head), body]);
}

function inChunks(body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')]);
}
