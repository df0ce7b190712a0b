import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SessionGrant } from '../../protocol/control.ts';
import { type GithubWorld, openGithubWorld } from '../support/github-world.ts';
import { type Answered, askThrough } from '../support/through-agent.ts';

const R = '/api/v3/repos/team/demo';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const SECRET = ['ghp_', 'zxOnwFdDo5EWYNykeB9tdNx', 'KDQ5iWY0aiVdO'].join('');
const PIPELINE = { message: 'x', content: base64('on: push\n') };

let w: GithubWorld;
let session: SessionGrant;

/** With clients that are kept waiting for a moment only: what has to be reviewed is refused at once. */
beforeAll(async () => {
  w = await openGithubWorld({
    policy: (text) => text.replaceAll('approvers: [reviewers]', 'approvers: [reviewers]\n    hold: 1s'),
    limits: { exchange: { maxApiReads: 12, maxTextBytes: 1024 ** 2 } },
  });
  await w.dev.must('push', '--quiet', 'origin', 'HEAD:refs/heads/topic');
  w.github.pulls.set('7', { head: 'topic', base: 'main' });
  const repository = { nameWithOwner: 'team/demo' };
  w.github.nodes.set('PR_7', { __typename: 'PullRequest', number: 7, repository });
  w.github.nodes.set('REF', { __typename: 'Ref', prefix: 'refs/heads/', name: 'main', repository });
  w.github.nodes.set('RULES', { __typename: 'RepositoryRuleset' });
  w.github.nodes.set('RULE', { __typename: 'BranchProtectionRule', rule: repository });
  w.github.nodes.set('R', { __typename: 'Repository', nameWithOwner: 'team/demo' });
}, 60_000);

afterAll(() => w.close());

beforeEach(async () => {
  session = await w.world.agent().openSession({ actor: 'ai', program: 'curl', parent: null });
});

interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

function send({ method = 'POST', path, body, headers = {} }: Sent): Promise<Answered> {
  const raw = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
  const sent = raw ? body : JSON.stringify(body);
  return askThrough(
    session,
    { host: w.github.host, port: w.github.port },
    { method, path, headers, ...(sent === undefined ? {} : { body: sent }) },
  );
}

/** Nothing of it reached the server. */
async function refused(sent: Sent, code: string): Promise<void> {
  const before = w.github.calls.length;
  const { status, text } = await send(sent);
  expect({ status, text }).toMatchObject({ text: expect.stringContaining(code) as unknown });
  expect(status).toBeGreaterThanOrEqual(400);
  expect(w.github.calls).toHaveLength(before);
}

/** What is reviewed on every route, with nobody there to review it. */
const HELD = 'approval-timed-out';
const graphql = (query: string, variables: object = {}): Sent => ({
  path: '/api/graphql',
  body: { query, variables },
});

describe('a mutation is found', () => {
  it.each<[string, Sent, string]>([
    ['behind an alias', graphql('mutation { viewer: deleteRef(input: {refId: "REF"}) { x } }'), 'denied'],
    [
      'in a fragment',
      graphql('mutation { ...a } fragment a on Mutation { deleteRef(input: {refId: "REF"}) { x } }'),
      'denied',
    ],
    [
      'in an operation beside the one that is named',
      {
        path: '/api/graphql',
        body: {
          query: 'query A { viewer { login } } mutation B { deleteRef(input: {refId: "REF"}) { x } }',
          operationName: 'A',
        },
      },
      'denied',
    ],
    [
      'behind @skip',
      graphql('mutation { deleteRef(input: {refId: "REF"}) @skip(if: true) { x } }'),
      'denied',
    ],
    [
      'in a batch behind a query',
      {
        path: '/api/graphql',
        body: [
          { query: '{ viewer { login } }' },
          { query: 'mutation { deleteRef(input: {refId: "REF"}) { x } }' },
        ],
      },
      'denied',
    ],
    [
      'beside a harmless one',
      graphql(
        'mutation { a: addComment(input: {subjectId: "PR_7", body: "x"}) { x } b: deleteRef(input: {refId: "REF"}) { x } }',
      ),
      'denied',
    ],
    [
      'with its input in a default',
      graphql('mutation($i: I = {refId: "REF"}) { deleteRef(input: $i) { x } }'),
      'denied',
    ],
    [
      'sent with GET',
      {
        method: 'GET',
        path: `/api/graphql?query=${encodeURIComponent('mutation { deleteRef(input: {refId: "REF"}) { x } }')}`,
      },
      'malformed',
    ],
    [
      'as the id of a stored document',
      { path: '/api/graphql', body: { id: 'abc', variables: {} } },
      'malformed',
    ],
    [
      'in a second document of the same name',
      {
        path: '/api/graphql',
        body: '{"query":"{ a }","query":"mutation { deleteRef(input: {refId: \\"REF\\"}) { x } }"}',
      },
      'malformed',
    ],
    [
      'beside another in the query of the path',
      { path: '/api/graphql?query=mutation', body: { query: '{ viewer { login } }' } },
      'malformed',
    ],
    ['though nobody knows it', graphql('mutation { dropEverything(input: {}) { x } }'), 'unknown-operation'],
    [
      'that merges two commits at once',
      graphql(
        'mutation { a: mergePullRequest(input: {pullRequestId: "PR_7"}) { x } b: mergePullRequest(input: {pullRequestId: "PR_7"}) { x } }',
      ),
      'inspection-failed',
    ],
    [
      'that merges what may move',
      graphql('mutation { mergeBranch(input: {repositoryId: "R", base: "main", head: "topic"}) { x } }'),
      'inspection-failed',
    ],
    [
      'of an id that the host does not know',
      graphql('mutation { deleteRef(input: {refId: "?"}) { x } }'),
      'inspection-failed',
    ],
    [
      'that commits to main by the id of its ref',
      graphql(
        'mutation($h: GitObjectID!) { createCommitOnBranch(input: {branch: {id: "REF"}, expectedHeadOid: $h, message: {headline: "x"}, fileChanges: {additions: {path: "a", contents: "eA=="}}}) { x } }',
        { h: '0'.repeat(40) },
      ),
      'inspection-failed',
    ],
    [
      'that takes more reads to judge than there may be',
      graphql(
        'mutation($h: GitObjectID!, $f: [FileAddition!]!) { createCommitOnBranch(input: {branch: {repositoryNameWithOwner: "team/demo", branchName: "topic"}, expectedHeadOid: $h, message: {headline: "x"}, fileChanges: {additions: $f}}) { x } }',
        {
          h: '0'.repeat(40),
          f: Array.from({ length: 12 }, (_, at) => ({ path: `${at}.ts`, contents: 'eA==' })),
        },
      ),
      'too-large',
    ],
    [
      'of something that is named by a number',
      graphql('mutation { addComment(input: {subjectId: 7, body: "x"}) { x } }'),
      'inspection-failed',
    ],
    [
      'of something that is named in another way',
      graphql('mutation { addPullRequestReviewComment(input: {pullRequestReviewId: "R", body: "x"}) { x } }'),
      'inspection-failed',
    ],
    [
      'of something in a repository that the host does not say',
      graphql('mutation { deleteRepositoryRuleset(input: {repositoryRulesetId: "RULES"}) { x } }'),
      'inspection-failed',
    ],
    [
      'behind the name of a stored document that is sent beside a query',
      {
        path: '/api/graphql',
        body: {
          query: '{ viewer { login } }',
          extensions: { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } },
        },
      },
      'malformed',
    ],
    [
      'with one of its variables twice',
      {
        path: '/api/graphql',
        body: '{"query":"mutation($s: ID!) { addComment(input: {subjectId: $s, body: "x"}) { x } }","variables":{"s":"PR_7","s":"REF"}}',
      },
      'malformed',
    ],
    [
      'in a text that is no JSON',
      {
        path: '/api/graphql',
        body: 'mutation { deleteRef(input: {refId: "REF"}) { x } }',
        headers: { 'content-type': 'application/graphql' },
      },
      'malformed',
    ],
    [
      'in one of the parts of a form',
      {
        path: '/api/graphql',
        body: '--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n{"query":"mutation { deleteRef(input: {refId: \\"REF\\"}) { x } }"}\r\n--x--',
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
      },
      'malformed',
    ],
    ['as a subscription', graphql('subscription { deleteRef(input: {refId: "REF"}) { x } }'), 'malformed'],
    ['that is far too deep', graphql(`mutation ${'{ a '.repeat(5000)}`), 'too-large'],
  ])('%s', async (_name, sent, code) => {
    await refused(sent, code);
  });
});

describe('a path is read in one way', () => {
  it.each<[string, Sent, string]>([
    [
      'an escaped slash between owner and name',
      { method: 'PUT', path: '/api/v3/repos/team%2Fdemo/contents/a', body: PIPELINE },
      'malformed',
    ],
    ['an escaped slash before a call', { method: 'PUT', path: `${R}/pulls%2F7%2Fmerge` }, 'malformed'],
    ['capitals', { method: 'PUT', path: '/api/v3/REPOS/team/demo/contents/a', body: PIPELINE }, 'malformed'],
    [
      'capitals in the prefix',
      { method: 'PUT', path: '/API/v3/repos/team/demo/contents/a', body: PIPELINE },
      'a server may take it',
    ],
    ['capitals in a call', { method: 'PUT', path: `${R}/pulls/7/MERGE` }, 'unknown-operation'],
    ['an empty segment', { method: 'PUT', path: `${R}//contents/a`, body: PIPELINE }, 'malformed'],
    [
      'a step up',
      { method: 'PUT', path: `${R}/contents/docs/../.github/workflows/ci.yml`, body: PIPELINE },
      'malformed',
    ],
    [
      'an escaped step up',
      { method: 'PUT', path: `${R}/contents/docs/%2e%2e/.github/workflows/ci.yml`, body: PIPELINE },
      'malformed',
    ],
    [
      'an escape of an escape',
      { method: 'PUT', path: `${R}/contents/%252egithub/x`, body: PIPELINE },
      'malformed',
    ],
    [
      'a step up in more bytes than it takes',
      { method: 'PUT', path: `${R}/contents/%c0%ae%c0%ae/.github/workflows/ci.yml`, body: PIPELINE },
      'malformed',
    ],
    [
      'another method in a header of a read',
      { method: 'GET', path: `${R}/git/refs/heads/main`, headers: { 'x-method-override': 'DELETE' } },
      'another method',
    ],
    [
      'another method in the query of a read',
      { method: 'GET', path: `${R}/git/refs/heads/main?_method=DELETE` },
      'malformed',
    ],
    ['a slash at the end', { method: 'PUT', path: `${R}/pulls/7/merge/` }, 'malformed'],
    ['a path parameter', { method: 'PUT', path: `${R}/pulls/7/merge;x=1` }, 'malformed'],
    [
      '.git behind the name',
      { method: 'PUT', path: '/api/v3/repos/team/demo.git/pulls/7/merge' },
      'malformed',
    ],
    ['a lookalike of graphql', { path: '/api/GraphQL', body: { query: '{ a }' } }, 'a server may take it'],
    ['a read of a lookalike', { method: 'GET', path: '/api/v3/Repos/team/demo/contents/a' }, 'malformed'],
    [
      'another method in a header',
      {
        path: `${R}/issues/1/comments`,
        body: { body: 'x' },
        headers: { 'x-http-method-override': 'DELETE' },
      },
      'another method',
    ],
    [
      'another path in a header',
      { path: `${R}/issues/1/comments`, body: { body: 'x' }, headers: { 'x-original-url': '/x' } },
      'another method or path',
    ],
    [
      'another method in the body',
      { path: `${R}/issues/1/comments`, body: { _method: 'DELETE' } },
      'malformed',
    ],
    [
      'another repository in the body',
      { path: `${R}/issues/1/comments`, body: { repo: 'other', body: 'x' } },
      'malformed',
    ],
    [
      'a parameter in the query',
      { method: 'PUT', path: `${R}/contents/a?branch=main`, body: { ...PIPELINE, branch: 'topic' } },
      'malformed',
    ],
    ['a body with a read', { method: 'GET', path: `${R}/issues`, body: '{}' }, 'malformed'],
    ['a call that nobody knows', { path: `${R}/surprise`, body: {} }, 'unknown-operation'],
    [
      'the default branch in other words',
      { method: 'PUT', path: `${R}/contents/a`, body: { ...PIPELINE, branch: 'refs/heads/main' } },
      'malformed',
    ],
    [
      'a release by the number of its repository',
      { path: '/api/uploads/repositories/42/releases/1/assets?name=a', body: 'x' },
      'inspection-failed',
    ],
    [
      'a rename of a branch',
      { path: `${R}/branches/topic/rename`, body: { new_name: 'main' } },
      'inspection-failed',
    ],
  ])('and refused with %s', async (_name, sent, code) => {
    await refused(sent, code);
  });
});

describe('a body is read in one way', () => {
  const put = (body: unknown, headers: Readonly<Record<string, string>> = {}): Sent => ({
    method: 'PUT',
    path: `${R}/contents/src/a.ts`,
    body,
    headers,
  });
  const text = JSON.stringify({ message: 'x', content: base64('hi\n'), branch: 'topic' });

  it.each<[string, Sent, string]>([
    ['a branch twice', put(`{"branch":"topic",${text.slice(1)}`), 'malformed'],
    ['a branch twice, once escaped', put(`{"br\\u0061nch":"main",${text.slice(1)}`), 'malformed'],
    ['a member that nobody judged', put({ ...JSON.parse(text), force: true }), 'malformed'],
    ['base64 of the other alphabet', put({ ...JSON.parse(text), content: '-_-_' }), 'malformed'],
    ['base64 with blanks', put({ ...JSON.parse(text), content: 'aG kK' }), 'malformed'],
    ['base64 without its end', put({ ...JSON.parse(text), content: 'aGk' }), 'malformed'],
    ['a content that is no text', put({ ...JSON.parse(text), content: ['aGk='] }), 'malformed'],
    [
      'a charset in which it is something else',
      put(text, { 'content-type': 'application/json; charset=utf-16' }),
      'malformed',
    ],
    ['UTF-7', put(text, { 'content-type': 'application/json; charset="UTF-7"' }), 'malformed'],
    [
      'form fields',
      put('message=x&content=aGk%3D&branch=main', { 'content-type': 'application/x-www-form-urlencoded' }),
      'malformed',
    ],
    [
      'parts',
      put('--x\r\n\r\n{}\r\n--x--', { 'content-type': 'multipart/form-data; boundary=x' }),
      'malformed',
    ],
    ['a byte order mark', put(`\ufeff${text}`), 'malformed'],
    ['bytes that are no UTF-8', put(Buffer.from([0x7b, 0xff, 0x7d])), 'malformed'],
    ['two codings', put(gzipSync(gzipSync(text)), { 'content-encoding': 'gzip, gzip' }), 'malformed'],
    ['a coding that it does not have', put(text, { 'content-encoding': 'gzip' }), 'malformed'],
    ['a bomb', put(gzipSync(Buffer.alloc(2 * 1024 ** 2)), { 'content-encoding': 'gzip' }), 'too-large'],
  ])('and refused with %s', async (_name, sent, code) => {
    await refused(sent, code);
  });

  it.each<[string, Sent]>([
    ['gzip', put(gzipSync(text), { 'content-encoding': 'gzip' })],
    ['brotli', put(brotliCompressSync(text), { 'content-encoding': 'br' })],
    ['another type', put(text, { 'content-type': 'application/x-www-form-urlencoded' })],
    ['a vendor type', put(text, { 'content-type': 'application/vnd.github+json; charset=UTF-8' })],
    ['base64 in lines', put({ ...JSON.parse(text), content: 'aGkK\n\r\n' })],
  ])('what comes as %s leaves as the JSON that was judged', async (_name, sent) => {
    expect((await send(sent)).status).toBe(200);
    const seen = w.github.calls.at(-1);
    expect(seen?.headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8' });
    expect(seen?.headers).not.toHaveProperty('content-encoding');
    expect(JSON.parse(seen?.body ?? '')).toMatchObject({ message: 'x', branch: 'topic' });
  });
});

it('an answer that is too long to be searched does not pass', async () => {
  w.github.answers.set('/repos/team/demo/pulls/9', {
    headers: { 'content-type': 'text/plain' },
    pieces: [Buffer.alloc(1024 ** 2 + 1, 'x')],
  });
  const { status, text } = await send({ method: 'GET', path: `${R}/pulls/9` });
  expect(status).toBe(403);
  expect(text).toContain('cannot-mask');
});

describe('a secret is in no record, though it is a name', () => {
  const file = `{path: "${SECRET}", contents: "eA=="}`;
  it.each<[string, (head: string) => Sent]>([
    ['of what is merged', () => ({ path: `${R}/merges`, body: { base: 'main', head: SECRET } })],
    ['of a branch', (sha) => ({ path: `${R}/git/refs`, body: { ref: `refs/heads/${SECRET}`, sha } })],
    [
      'of a file',
      (head) =>
        graphql(
          `mutation { createCommitOnBranch(input: {branch: {repositoryNameWithOwner: "team/demo", branchName: "topic"}, expectedHeadOid: "${head}", message: {headline: "x"}, fileChanges: {additions: [${file}]}}) { x } }`,
        ),
    ],
  ])('%s', async (_name, sent) => {
    await refused(sent(await w.dev.must('rev-parse', 'HEAD')), 'cannot-mask');
    expect(JSON.stringify(await w.world.records())).not.toContain(SECRET);
  });
});

/** All at once: each is kept waiting until the time for it is over. */
it('what is reviewed is reviewed by every route', async () => {
  const head = await w.dev.must('rev-parse', 'HEAD');
  const pipeline = { ...PIPELINE, branch: 'topic' };
  const before = w.github.calls.length;
  const answers = await Promise.all(
    [
      { method: 'PUT', path: '/api/v3/repositories/42/pulls/7/merge' },
      { method: 'PUT', path: '/api/v3/repos/TEAM/Demo/pulls/7/merge', body: { merge_method: 'squash' } },
      { path: `${R}/merges`, body: { base: 'main', head: 'topic' } },
      { method: 'PATCH', path: `${R}/git/refs/heads%2Fmain`, body: { sha: head, force: false } },
      graphql('mutation { mergePullRequest(input: {pullRequestId: "PR_7"}) { x } }'),
      graphql('mutation { deleteBranchProtectionRule(input: {branchProtectionRuleId: "RULE"}) { x } }'),
      { method: 'PUT', path: `${R}/contents/%2Egithub%2Fworkflows/ci.yml`, body: pipeline },
    ].map(send),
  );
  expect(answers.map(({ text }) => text)).toEqual(
    answers.map(() => expect.stringContaining(HELD) as unknown),
  );
  expect(w.github.calls).toHaveLength(before);
});
