import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SessionGrant } from '../../protocol/control.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { type GithubWorld, openGithubWorld } from '../support/github-world.ts';
import { type Answered, askThrough } from '../support/through-agent.ts';

/** Of our own making; its last six characters are the checksum that GitHub publishes. */
const SECRET = ['ghp_', 'zxOnwFdDo5EWYNykeB9tdNx', 'KDQ5iWY0aiVdO'].join('');
const PLACEHOLDER = /CSG_[A-Z0-9]{2,8}_[0-9A-Z]{8,24}/;
const SOON = { timeout: 10_000 };
/** As `gh` sends them. */
const GH = {
  accept: 'application/vnd.github+json',
  'user-agent': 'GitHub CLI 2.83.0',
  authorization: 'token of-the-client',
};

let w: GithubWorld;
let session: SessionGrant;
let topic = '';

beforeAll(async () => {
  w = await openGithubWorld();
  await w.dev.must('checkout', '--quiet', '-b', 'topic');
  await w.dev.write('src/new.ts', 'export const answer = 42;\n');
  topic = await w.dev.commit('Add an answer');
  await w.dev.must('push', '--quiet', 'origin', 'topic');
  w.github.pulls.set('7', { head: 'topic', base: 'main' });
  w.github.nodes.set('PR_7', {
    __typename: 'PullRequest',
    number: 7,
    repository: { nameWithOwner: 'team/demo' },
  });
}, 60_000);

afterAll(() => w.close());

beforeEach(async () => {
  session = await w.world.agent().openSession({ actor: 'mixed', program: 'gh', parent: null });
});

function gh(
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered> {
  const { github } = w;
  return askThrough(
    session,
    { host: github.host, port: github.port },
    {
      method,
      path: path.startsWith('/api/') ? path : `/api/v3${path}`,
      headers: { ...GH, ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    },
  );
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const put = (path: string, text: string, more: object = {}): Promise<Answered> =>
  gh('PUT', `${w.repository}/contents/${path}`, { message: 'Write', content: base64(text), ...more });
const last = () => w.github.calls.at(-1);

async function actionsOf(event: 'exchange.intent' | 'exchange.refused'): Promise<readonly JsonObject[]> {
  const records = await w.world.records(event);
  return records.filter((record) => record.session === session.id).map(({ detail }) => detail);
}

describe('a file written over the API', () => {
  it('passes on a topic branch, and its intent says what it changes', async () => {
    const answered = await put('src/other.ts', 'a\nb\n', { branch: 'topic' });
    expect(answered.status).toBe(200);
    expect(JSON.parse(last()?.body ?? '')).toMatchObject({ branch: 'topic', content: base64('a\nb\n') });
    const [intent] = await actionsOf('exchange.intent');
    expect(intent?.['decisions']).toMatchObject([
      {
        action: {
          kind: 'github.write',
          name: 'contents.write',
          repository: w.repositoryId,
          ref: 'refs/heads/topic',
          oldId: topic,
          changes: 1,
        },
        verdict: 'accepted',
      },
    ]);
  });

  it.each<[string, string, string, object, string]>([
    [
      'a secret',
      'src/a.ts',
      `key = "${SECRET}"\n`,
      { branch: 'topic' },
      'what is pushed holds secrets: src/a.ts:1',
    ],
    ['a binary with a secret', 'a.bin', `\0${SECRET}`, { branch: 'topic' }, 'what is pushed holds secrets'],
  ])('is refused for %s, in words', async (_name, path, text, more, why) => {
    const before = w.github.calls.length;
    const answered = await put(path, text, more);
    expect(answered.status).toBe(403);
    expect((JSON.parse(answered.text) as { message: string }).message).toContain(why);
    expect(answered.text).not.toContain(SECRET);
    expect(w.github.calls).toHaveLength(before);
  });

  it('is held on main, which is named in what leaves, and passes once it is approved', async () => {
    const asked = put('README.md', 'new\n');
    const held = await w.world.pendingRequest(`${w.github.host}:${w.github.port}`);
    expect(held.binding).toMatchObject({
      action: 'github.write',
      path: '/api/v3/repos/team/demo/contents/README.md',
    });
    expect(held.summary.excerpt).toContain('update refs/heads/main');
    await w.world.approve(held.id);
    expect((await asked).status).toBe(200);
    expect(JSON.parse(last()?.body ?? '')).toMatchObject({ branch: 'main' });
  });

  it('comes back when the client gave up, and passes then, once', async () => {
    const gone = w.github.calls.length;
    const first = put('LATER.md', 'later\n', { branch: 'main' });
    const held = await w.world.pendingRequest(`${w.github.host}:${w.github.port}`);
    await w.world.agent().closeSession(session.id);
    expect((await first.catch(() => ({ status: 0 }))).status).not.toBe(200);
    await w.world.approve(held.id);
    expect(w.github.calls).toHaveLength(gone);
    session = await w.world.agent().openSession({ actor: 'mixed', program: 'gh', parent: null });
    expect((await put('LATER.md', 'later\n', { branch: 'main' })).status).toBe(200);
    expect(w.github.calls).toHaveLength(gone + 1);
  });
});

describe('a merge', () => {
  it('is held with what it brings, and leaves with the head that was judged', async () => {
    const asked = gh('PUT', `${w.repository}/pulls/7/merge`, { merge_method: 'squash' });
    const held = await w.world.pendingRequest(`${w.github.host}:${w.github.port}`);
    expect(held.summary.what).toBe('pulls.merge');
    expect(held.summary.excerpt).toContain(`head ${topic}`);
    expect(held.summary.excerpt).toContain('added src/new.ts +1 -0');
    await w.world.approve(held.id);
    expect((await asked).status).toBe(200);
    expect(JSON.parse(last()?.body ?? '')).toEqual({ merge_method: 'squash', sha: topic });
  });

  it('over GraphQL is the same call, bound to the same head', async () => {
    const query = 'mutation($i: MergePullRequestInput!) { mergePullRequest(input: $i) { clientMutationId } }';
    const asked = gh('POST', '/api/graphql', { query, variables: { i: { pullRequestId: 'PR_7' } } });
    const held = await w.world.pendingRequest(`${w.github.host}:${w.github.port}`);
    expect(held.summary.what).toBe('pulls.merge');
    expect(held.summary.excerpt).toContain(`head ${topic}`);
    await w.world.approve(held.id);
    expect((await asked).status).toBe(200);
    expect(JSON.parse(last()?.body ?? '')).toMatchObject({
      variables: { i: { pullRequestId: 'PR_7', expectedHeadOid: topic } },
    });
  });

  it('of a fork is inspected too, though no branch reaches its head', async () => {
    await w.dev.must('checkout', '--quiet', '--detach', 'origin/main');
    await w.dev.write('deploy/fork.yml', 'x: 1\n');
    const fork = await w.dev.commit('From a fork');
    await w.dev.must('push', '--quiet', 'origin', `${fork}:refs/pull/8/head`);
    w.github.pulls.set('8', { head: 'refs/pull/8/head', base: 'main' });
    const asked = gh('PUT', `${w.repository}/pulls/8/merge`);
    const held = await w.world.pendingRequest(`${w.github.host}:${w.github.port}`);
    expect(held.summary.excerpt).toContain('added deploy/fork.yml +1 -0');
    expect(held.binding.rules.map(({ id }) => id)).toEqual(['deployment', 'merges', 'protected-branches']);
    await w.world.deny(held.id, 'no');
    expect((await asked).status).toBe(403);
  });

  it('whose base is another by the time it is approved goes nowhere', async () => {
    const before = w.github.calls.length;
    const asked = gh('PUT', `${w.repository}/pulls/7/merge`, { merge_method: 'rebase' });
    const held = await w.world.pendingRequest(`${w.github.host}:${w.github.port}`);
    w.github.pulls.set('7', { head: 'topic', base: 'release/1' });
    await w.world.approve(held.id);
    expect(await asked).toMatchObject({ status: 403, text: expect.stringContaining('another head or base') });
    expect(w.github.calls).toHaveLength(before);
    w.github.pulls.set('7', { head: 'topic', base: 'main' });
  });

  it('that is left for later is refused', async () => {
    const query =
      'mutation { enablePullRequestAutoMerge(input: {pullRequestId: "PR_7"}) { clientMutationId } }';
    const answered = await gh('POST', '/api/graphql', { query });
    expect(answered.status).toBe(403);
    expect(answered.text).toContain('what would be merged later');
  });
});

describe('a ref', () => {
  it('that is moved over the API is inspected as a push is', async () => {
    const asked = gh('PATCH', `${w.repository}/git/refs/heads/main`, { sha: topic });
    const held = await w.world.pendingRequest(`${w.github.host}:${w.github.port}`);
    expect(held.summary.excerpt).toContain('added src/new.ts +1 -0');
    await w.world.deny(held.id, 'not now');
    expect(await asked).toMatchObject({ status: 403, text: expect.stringContaining('not now') });
  });

  it('that a release would make is one that is written, at the commit that was judged', async () => {
    const asked = gh('POST', `${w.repository}/releases`, { tag_name: 'v9', target_commitish: 'topic' });
    const held = await w.world.pendingRequest(`${w.github.host}:${w.github.port}`);
    expect(held.summary.excerpt).toContain('create refs/tags/v9');
    await w.world.approve(held.id);
    expect((await asked).status).toBe(200);
    expect(JSON.parse(last()?.body ?? '')).toEqual({ tag_name: 'v9', target_commitish: topic });
  });

  it('that is new is free on a topic branch, and one that rewrites main is refused', async () => {
    const made = await gh('POST', `${w.repository}/git/refs`, { ref: 'refs/heads/copy', sha: topic });
    expect(made.status).toBe(200);
    const older = await w.dev.must('rev-parse', 'origin/main~1');
    const moved = await gh('PATCH', `${w.repository}/git/refs/heads/main`, { sha: older, force: true });
    expect(moved.status).toBe(403);
    expect(moved.text).toContain('neither rewritten nor deleted');
    const deleted = await gh('DELETE', `${w.repository}/git/refs/heads/main`);
    expect(deleted.text).toContain('neither rewritten nor deleted');
  });
});

describe('what concerns no content', () => {
  it.each([
    ['POST', '/actions/workflows/ci.yml/dispatches', { ref: 'main' }, 'actions.workflow_dispatch'],
    ['DELETE', '/branches/main/protection', undefined, 'branches.protection.delete'],
  ])('%s %s is held', async (method, path, body, name) => {
    const asked = gh(method, `${w.repository}${path}`, body);
    const held = await w.world.pendingRequest(`${w.github.host}:${w.github.port}`);
    expect(held.summary.what).toBe(name);
    await w.world.deny(held.id, 'no');
    expect((await asked).status).toBe(403);
  });

  it('a comment passes, and one with a secret does not', async () => {
    expect((await gh('POST', `${w.repository}/issues/1/comments`, { body: 'done' })).status).toBe(200);
    const refused = await gh('POST', `${w.repository}/issues/1/comments`, { body: `use ${SECRET}` });
    expect(refused).toMatchObject({ status: 403, text: expect.stringContaining('the call holds secrets') });
  });

  it('a call on a repository by the name that it had is judged, and leaves, by the one that it has', async () => {
    w.github.renamed.set('team/old', 42);
    expect((await gh('POST', '/repos/team/Old/issues/1/comments', { body: 'done' })).status).toBe(200);
    expect(last()?.path).toBe('/repos/team/demo/issues/1/comments');
    const [intent] = await actionsOf('exchange.intent');
    expect(intent?.['decisions']).toMatchObject([
      { action: { repository: w.repositoryId, path: '/api/v3/repos/team/demo/issues/1/comments' } },
    ]);
    const file = { message: 'x', content: base64(`const a = "${SECRET}";\n`), branch: 'topic' };
    const written = await gh('PUT', '/repos/team/old/contents/src/a.ts', file);
    expect(written.text).toContain('what is pushed holds secrets');
  });

  it('a former name that leads nowhere is refused', async () => {
    w.github.renamed.set('team/lost', 43);
    const refused = await gh('POST', '/repos/team/lost/issues/1/comments', { body: 'done' });
    expect(refused).toMatchObject({ status: 403, text: expect.stringContaining('does not show') });
    w.github.renamed.set('team/odd', Number.NaN);
    const odd = await gh('POST', '/repos/team/odd/issues/1/comments', { body: 'done' });
    expect(odd).toMatchObject({ status: 403, text: expect.stringContaining('another name by now') });
  });

  it('a repository by its number is the one that has it', async () => {
    await gh('POST', '/repositories/42/issues/1/comments', { body: 'done' });
    const [intent] = await actionsOf('exchange.intent');
    expect(intent?.['decisions']).toMatchObject([{ action: { repository: w.repositoryId } }]);
  });
});

describe('an answer', () => {
  const content = (text: string) => JSON.stringify({ encoding: 'base64', content: base64(text), sha: 'abc' });

  it('has its secrets masked in JSON, in base64 and in text, with its own length and no ETag', async () => {
    const json = 'application/json; charset=utf-8';
    w.github.answers.set('/repos/team/demo/contents/.env', {
      headers: { 'content-type': json, etag: 'W/"abc"' },
      pieces: [content(`KEY=${SECRET}\n`)],
    });
    w.github.answers.set('/repos/team/demo/pulls/9', {
      headers: { 'content-type': 'application/vnd.github.diff; charset=utf-8' },
      pieces: [`+KEY=${SECRET}\n`],
    });
    w.github.answers.set('/repos/team/demo/actions/jobs/1/logs', {
      headers: { 'content-type': 'text/plain', 'content-encoding': 'gzip' },
      pieces: [gzipSync(`log ${SECRET}\n`)],
    });
    const partly = {
      'if-none-match': 'W/"abc"',
      'if-modified-since': 'Sat, 21 Nov 2026 08:00:00 GMT',
      'if-range': '"abc"',
      range: 'bytes=0-9',
    };
    const file = await gh('GET', `${w.repository}/contents/.env`, undefined, partly);
    for (const name of Object.keys(partly)) expect(last()?.headers).not.toHaveProperty(name);
    expect(file.headers).not.toHaveProperty('etag');
    expect(file.headers['content-length']).toBe(String(Buffer.byteLength(file.text)));
    const { content: encoded } = JSON.parse(file.text) as { content: string };
    expect(Buffer.from(encoded, 'base64').toString()).toMatch(PLACEHOLDER);
    for (const path of ['/pulls/9', '/actions/jobs/1/logs']) {
      const { text } = await gh('GET', `${w.repository}${path}`);
      expect(text).toMatch(PLACEHOLDER);
      expect(text).not.toContain(SECRET);
    }
  });

  it('that is no text is refused to an assistant, and passes as it is for a person', async () => {
    w.github.answers.set('/repos/team/demo/zipball/main', {
      headers: { 'content-type': 'application/zip', etag: '"zip"' },
      pieces: [Buffer.from('PK\u0003\u0004\0\0')],
    });
    expect((await gh('GET', `${w.repository}/zipball/main`)).status).toBe(403);
    session = await w.world.agent().openSession({ actor: 'human', program: 'gh', parent: null });
    expect(await gh('GET', `${w.repository}/zipball/main`)).toMatchObject({
      status: 200,
      headers: expect.objectContaining({ etag: '"zip"' }) as unknown,
    });
  });

  it('of api.github.com is masked too, and its writes are judged', async () => {
    const { api } = w;
    api.answers.set('/user', {
      headers: { 'content-type': 'application/json' },
      pieces: [`{"bio":"${SECRET}"}`],
    });
    const target = { host: api.host, port: api.port };
    const read = await askThrough(session, target, { path: '/user', headers: GH });
    expect(read.text).toMatch(PLACEHOLDER);
    const comment = await askThrough(session, target, {
      path: '/repos/team/demo/issues/1/comments',
      headers: GH,
      body: '{"body":"done"}',
    });
    expect(comment.status).toBe(200);
    const refused = await askThrough(session, target, { path: '/gists', headers: GH, body: '{"files":{}}' });
    expect(refused.status).toBe(403);
  });
});

it('every read that a judgement took is on record, and no credential is', async () => {
  await put('src/other.ts', 'a\n', { branch: 'topic' });
  await expect
    .poll(async () => {
      const reads = await w.world.records('agent.read');
      return reads.filter((record) => record.session === session.id).map(({ detail }) => detail['path']);
    }, SOON)
    .toEqual([
      '/api/v3/repos/team/demo',
      '/team/demo.git/git-upload-pack',
      '/api/v3/repos/team/demo/git/ref/heads/topic',
      '/api/v3/repos/team/demo/contents/src/other.ts',
    ]);
  expect(JSON.stringify(await w.world.records())).not.toContain('of-the-client');
});

describe('a repository’s own policy', () => {
  const FILE = '.countersign.yaml';
  const WORDS = `version: 1
rules:
  - { id: words, on: [repo.write], when: 'changes.exists(c, c.adds("zebra"))', effect: deny, message: no animals }
  - { id: calls, on: [github.api], when: api.name.glob("issues.*") && api.access == "write", effect: deny, message: no issues }
`;

  async function onMain(text: string): Promise<void> {
    await w.dev.must('checkout', '--quiet', 'main');
    await w.dev.write(FILE, text);
    await w.dev.commit('Set the policy');
    await w.dev.must('push', '--quiet', 'origin', 'main');
  }

  const comment = () => gh('POST', `${w.repository}/issues/1/comments`, { body: 'done' });

  it('tightens what calls write, by words of its own too', async () => {
    await onMain(WORDS);
    expect((await put('src/other.ts', 'a horse\n', { branch: 'topic' })).status).toBe(200);
    expect(await put('src/other.ts', 'a zebra\n', { branch: 'topic' })).toMatchObject({
      status: 403,
      text: expect.stringContaining('no animals') as unknown,
    });
    expect((await comment()).text).toContain('no issues');
    const refused = await actionsOf('exchange.refused');
    const commit = await w.dev.must('rev-parse', 'main');
    expect(refused.at(-1)).toMatchObject({ workspace: [{ repository: w.repositoryId, commit }] });
  });

  describe('that lets nobody read', () => {
    const READS = `version: 1
rules:
  - { id: reads, on: [github.api], when: api.access == "read", effect: deny, message: nothing is read here }
`;
    const named = 'repository(owner: "team", name: "demo") { description }';
    const graphql = (query: string, variables: object = {}) =>
      gh('POST', '/api/graphql', { query, variables });

    beforeAll(async () => {
      w.github.nodes.set('PR_7', {
        ...{ __typename: 'PullRequest', number: 7, repository: { nameWithOwner: 'team/demo' } },
      });
      await onMain(READS);
    });

    it.each<[string, () => ReturnType<typeof gh>]>([
      ['over REST', () => gh('GET', `${w.repository}/issues/1`)],
      ['by its name', () => graphql(`{ a: ${named} }`)],
      ['by its name in other letters', () => graphql('{ repository(owner: "TEAM", name: "Demo") { id } }')],
      [
        'by variables',
        () =>
          graphql('query($o: String!, $n: String!) { repository(owner: $o, name: $n) { id } }', {
            ...{ o: 'team', n: 'demo' },
          }),
      ],
      ['by its owner', () => graphql('{ organization(login: "team") { repository(name: "demo") { id } } }')],
      ['by a node id', () => graphql('{ node(id: "PR_7") { ... on PullRequest { body } } }')],
      [
        'beside what may read any',
        () => graphql(`{ ${named} search(query: "x", type: ISSUE) { issueCount } }`),
      ],
      ['in the query of a path', () => gh('GET', `/api/graphql?query=${encodeURIComponent(`{ ${named} }`)}`)],
    ])('is asked of what is read %s', async (_name, send) => {
      const before = w.github.calls.length;
      expect((await send()).text).toContain('nothing is read here');
      expect(w.github.calls).toHaveLength(before);
    });

    it('is not asked of a search, which has a name of its own', async () => {
      expect((await graphql('{ search(query: "x", type: ISSUE) { issueCount } }')).status).toBe(200);
      const intents = await actionsOf('exchange.intent');
      expect(intents.at(-1)?.['decisions']).toMatchObject([
        { action: { name: 'graphql.read_any', repository: null } },
      ]);
    });

    it('is not escaped under the name that the repository had before', async () => {
      w.github.renamed.set('team/former', 42);
      const asked = await graphql('{ repository(owner: "team", name: "former") { id } }');
      expect(asked.text).toContain('another name by now');
    });
  });

  it('is mended over the API while it is none, and nothing else is written', async () => {
    await onMain('%');
    expect((await put('src/other.ts', 'a horse\n', { branch: 'topic' })).text).toContain(
      'until it is mended',
    );
    expect((await comment()).text).toContain('until it is mended');
    expect((await gh('GET', w.repository)).status).toBe(200);
    expect((await put(FILE, WORDS, { branch: 'topic' })).status).toBe(200);
    const pull = { title: 'Mend', head: 'topic', base: 'main' };
    expect((await gh('POST', `${w.repository}/pulls`, pull)).status).toBe(200);
  });
});
