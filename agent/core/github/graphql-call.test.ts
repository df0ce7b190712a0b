import { expect, test } from 'vitest';
import { type GraphqlBody, readGraphqlBody, withExpectedHead } from './graphql-call.ts';

const LIMITS = {
  json: { maxChars: 10_000, maxDepth: 16, maxNodes: 1000 },
  graphql: { maxTokens: 500, maxDepth: 16, maxMutations: 4 },
  maxBatch: 2,
};
const HEAD = 'a'.repeat(40);

function read(body: unknown): GraphqlBody {
  return readGraphqlBody(typeof body === 'string' ? body : JSON.stringify(body), LIMITS);
}

const MERGE = 'mutation($i: MergePullRequestInput!) { m: mergePullRequest(input: $i) { clientMutationId } }';

test('a query changes nothing', () => {
  expect(read({ query: '{ viewer { login } }' }).mutations).toEqual([]);
});

test.each([
  ['in a variable', { query: MERGE, variables: { i: { pullRequestId: 'PR_1', mergeMethod: 'SQUASH' } } }],
  [
    'in the document',
    { query: 'mutation { mergePullRequest(input: {pullRequestId: "PR_1", mergeMethod: SQUASH}) { x } }' },
  ],
  [
    'in both',
    {
      query: 'mutation($p: ID!) { mergePullRequest(input: {pullRequestId: $p, mergeMethod: SQUASH}) { x } }',
      variables: { p: 'PR_1' },
    },
  ],
  [
    'as a default',
    {
      query:
        'mutation($i: I = {pullRequestId: "PR_1", mergeMethod: SQUASH}) { mergePullRequest(input: $i) { x } }',
      variables: null,
    },
  ],
])('an input %s', (_name, body) => {
  expect(read(body).mutations).toMatchObject([
    {
      field: 'mergePullRequest',
      name: 'pulls.merge',
      of: 'PR_1',
      input: { pullRequestId: 'PR_1', mergeMethod: 'SQUASH' },
    },
  ]);
});

test('every request of a batch is read', () => {
  const batch = [{ query: '{ a }' }, { query: 'mutation { deleteRef(input: {refId: "R"}) { x } }' }];
  expect(read(batch).mutations).toMatchObject([{ name: 'git.refs.delete', of: 'R' }]);
});

test.each<[string, unknown, string]>([
  ['no JSON', '{', 'body'],
  ['form fields', 'query=mutation%20%7B%20x%20%7D', 'body'],
  ['a name twice', '{"query":"{ a }","query":"mutation { deleteRef(input: {}) { x } }"}', 'body'],
  ['no document', { variables: {} }, 'body'],
  ['a stored document', { id: 'abc' }, 'body'],
  ['a persisted query', { extensions: { persistedQuery: { sha256Hash: 'x' } } }, 'body'],
  ['a document with more beside it', { query: '{ a }', extensions: {} }, 'body'],
  ['a document that is a list', { query: ['{ a }'] }, 'body'],
  ['variables in a text', { query: '{ a }', variables: '{}' }, 'body'],
  ['a name that is none', { query: '{ a }', operationName: ['A'] }, 'body'],
  ['an empty batch', [], 'body'],
  ['a batch that is too long', [{ query: '{ a }' }, { query: '{ a }' }, { query: '{ a }' }], 'body'],
  ['a text', '"mutation"', 'body'],
  ['too long a body', ' '.repeat(10_001), 'too-large'],
  ['an unknown mutation', { query: 'mutation { deleteEverything(input: {}) { x } }' }, 'unknown-mutation'],
  ['a mutation in other letters', { query: 'mutation { DeleteRef(input: {}) { x } }' }, 'unknown-mutation'],
  ['another argument', { query: 'mutation { deleteRef(id: 1) { x } }' }, 'graphql'],
  ['an input that is none', { query: 'mutation { deleteRef(input: 1) { x } }' }, 'graphql'],
  ['no GraphQL', { query: 'mutation' }, 'graphql'],
])('%s is refused', (_name, body, code) => {
  expect(() => read(body)).toThrow(expect.objectContaining({ code }));
});

function merged(body: unknown): unknown {
  const read_ = read(body);
  const [call] = read_.mutations;
  if (call === undefined) throw new Error('no mutation');
  return read(withExpectedHead(read_, call, HEAD)).mutations[0]?.input;
}

test.each([
  ['a variable', { query: MERGE, variables: { i: { pullRequestId: 'PR_1' } } }, 'PR_1'],
  ['an empty variable', { query: MERGE, variables: { i: {} } }, undefined],
  [
    'the document',
    { query: 'mutation { é: mergePullRequest(input: {pullRequestId: "PR_1"}) { x } }'.replace('é: ', '') },
    'PR_1',
  ],
  [
    'what names it already',
    { query: MERGE, variables: { i: { pullRequestId: 'PR_1', expectedHeadOid: HEAD } } },
    'PR_1',
  ],
])('the head is set in %s', (_name, body, of) => {
  expect(merged(body)).toEqual({ ...(of === undefined ? {} : { pullRequestId: of }), expectedHeadOid: HEAD });
});

test.each([
  ['names another head', { query: MERGE, variables: { i: { expectedHeadOid: 'b'.repeat(40) } } }],
  ['names none', { query: MERGE, variables: { i: { expectedHeadOid: null } } }],
  ['has its input as a default', { query: 'mutation($i: I = {a: 1}) { mergePullRequest(input: $i) { x } }' }],
  [
    'is one of two',
    { query: 'mutation { a: mergePullRequest(input: {}) { x } b: mergePullRequest(input: {}) { x } }' },
  ],
  ['has no input', { query: 'mutation { mergePullRequest { x } }' }],
])('a merge that %s cannot be bound', (_name, body) => {
  expect(() => merged(body)).toThrow(expect.objectContaining({ code: 'unresolved' }));
});
