import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { encodePktLine, FLUSH } from '../../agent/core/git/pkt-line.ts';
import { type Watch, type WireClient, watch, wireClient } from '../support/wire-client.ts';
import { openWorld, type Repository, type World } from '../support/world.ts';

/** Ways of being refused, or let through, without a record that says so. */
let world: World;
let client: WireClient;
let repository: Repository;
let watched: Watch;

beforeAll(async () => {
  world = await openWorld();
  client = await wireClient(world, await world.session('human'));
});
beforeEach(async () => {
  repository = await world.repository();
  watched = await watch(world);
});
afterAll(() => world.close());

/** As many refs as a push may have, with names as long as they may be, of a commit that is there already. */
async function pushRefs(prefix: string): Promise<string> {
  const id = (await repository.refs())['refs/heads/main'] ?? '';
  const lines = Array.from({ length: 1000 }, (_, at) => {
    const ref = `${prefix}/${at}/`.padEnd(980, '\u3042');
    return encodePktLine(Buffer.from(`${'0'.repeat(40)} ${id} ${ref}${at === 0 ? '\0 report-status' : ''}`));
  });
  const pack = Buffer.from('5041434b0000000200000000029d08823bd8a8eab510ad6ac75c823cfd3ed31e', 'hex');
  const body = Buffer.concat([...lines, FLUSH, pack]);
  const peer = await client.inside();
  peer.write(
    `POST ${new URL(repository.url).pathname}/git-receive-pack HTTP/1.1`,
    `Host: ${client.authority()}`,
    `Content-Length: ${body.length}`,
    'Connection: close',
    '',
    body.toString('latin1'),
  );
  return peer.ended();
}

it('a refused push of more refs than a record can hold is recorded with as many as it can', async () => {
  const answer = await pushRefs('refs/other');
  expect(answer).toContain('ng refs/other/999/');
  expect(await watched.refusals()).toMatchObject([
    { detail: { code: 'denied', refsLeftOut: expect.any(Number) } },
  ]);
});

it('an allowed push of more refs than a record can hold is refused', async () => {
  const before = await repository.refs();
  expect(await pushRefs('refs/heads/feature')).toContain('does not fit into one record');
  expect((await watched.refusals()).map(({ detail }) => detail['code'])).toEqual(['too-large']);
  expect(await repository.refs()).toEqual(before);
});
