import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SessionGrant } from '../../protocol/control.ts';
import { type GithubWorld, openGithubWorld } from '../support/github-world.ts';
import { type Answered, type Asked, askThrough } from '../support/through-agent.ts';

const TOKEN = 'the-one-that-only-the-agent-has';
const OWN = 'Bearer one-of-the-clients-own';
const R = '/api/v3/repos/team/demo';

let w: GithubWorld;
let session: SessionGrant;

/** With a rule that no stored credential is narrow enough for. */
beforeAll(async () => {
  w = await openGithubWorld({
    policy: (text) =>
      text.replace(
        /^rules:\n/m,
        `rules:\n  - id: labels-narrowed\n    on: [github.api]\n    when: api.name == "labels.write"\n    effect: scope\n    scope: { permissions: { issues: write }, lifetime: 1m }\n`,
      ),
  });
  const { home } = w.world;
  await writeFile(join(home, 'token'), TOKEN, { mode: 0o600 });
  const hosts = [`${w.github.host}:${w.github.port}`];
  const settings = { credentials: [{ provider: 'stored', hosts, tokenFile: 'token' }] };
  await writeFile(join(home, 'credentials.yaml'), JSON.stringify(settings), { mode: 0o600 });
  await w.world.restartAgent();
  session = await w.world.session('ai');
}, 60_000);

afterAll(() => w.close());

function send(asked: Asked): Promise<Answered> {
  return askThrough(session, { host: w.github.host, port: w.github.port }, asked);
}

it.each<[string, Asked]>([
  ['a read', { path: R }],
  ['a write', { path: `${R}/issues/1/comments`, body: '{"body":"x"}' }],
  ['a query of GraphQL', { path: '/api/graphql', body: '{"query":"{ viewer { login } }"}' }],
])(
  '%s of the API goes out with the credential of the agent, and with nothing of its client',
  async (_, asked) => {
    const headers = { authorization: OWN, cookie: 'user_session=own', 'private-token': 'own' };
    expect((await send({ ...asked, headers })).status).toBe(200);
    const seen = w.github.calls.at(-1)?.headers ?? {};
    expect(seen.authorization).toBe(`Bearer ${TOKEN}`);
    expect(JSON.stringify(seen)).not.toContain('own');
  },
);

it.each(['access_token', 'client_secret', 'private_token'])(
  'a credential in the query goes nowhere: %s',
  async (name) => {
    const before = w.github.calls.length;
    const { text } = await send({ path: `${R}?${name}=own` });
    expect(text).toContain('malformed');
    expect(w.github.calls).toHaveLength(before);
  },
);

it('a call that a rule wants a narrower credential for goes nowhere without one', async () => {
  const before = w.github.calls.length;
  const { text } = await send({ path: `${R}/labels`, body: '{"name":"x"}', headers: { authorization: OWN } });
  expect(text).toContain('no-credential');
  expect(w.github.calls).toHaveLength(before);
});
