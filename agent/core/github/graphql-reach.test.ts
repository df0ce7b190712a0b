import { expect, test } from 'vitest';
import { readGraphqlBody } from './graphql-call.ts';
import type { Reach } from './graphql-reach.ts';

const LIMITS = {
  json: { maxChars: 100_000, maxDepth: 64, maxNodes: 10_000 },
  graphql: { maxTokens: 5000, maxDepth: 64, maxMutations: 4 },
  maxBatch: 3,
};

function reach(body: object): Reach {
  return readGraphqlBody(JSON.stringify(body), LIMITS).reach;
}

const R = 'repository(owner: "octo-org", name: "demo")';
const ONE = { repositories: ['octo-org/demo'], nodes: [], isWide: false };
const TWO = { ...ONE, repositories: ['octo-org/demo', 'octo-org/other'] };

test.each<[string, object, Reach]>([
  ['its name', { query: `{ ${R} { description } }` }, ONE],
  ['an alias', { query: `{ viewer: ${R} { id } }` }, ONE],
  ['a fragment', { query: `{ ...a } fragment a on Query { ${R} { id } }` }, ONE],
  ['an inline fragment', { query: `{ ... on Query { ... { ${R} { id } } } }` }, ONE],
  ['what a directive skips', { query: `{ ${R} @skip(if: true) { id } }` }, ONE],
  [
    'variables',
    {
      query:
        'query($o: String!, $n: String = "other") { repository(owner: $o, name: $n, followRenames: true) { id } }',
      variables: { o: 'octo-org', n: 'demo' },
    },
    ONE,
  ],
  [
    'a default',
    { query: 'query($n: String = "demo") { repository(owner: "octo-org", name: $n) { id } }' },
    ONE,
  ],
  [
    'two fields',
    { query: `{ a: ${R} { id } b: repository(owner: "octo-org", name: "other") { id } c: ${R} { url } }` },
    TWO,
  ],
  [
    'an operation that may not be run',
    {
      query: `query A { ${R} { id } } query B { repository(owner: "octo-org", name: "other") { id } }`,
      operationName: 'A',
    },
    TWO,
  ],
  [
    'whose it is',
    { query: '{ organization(login: "octo-org") { name repository(name: "demo") { id } } }' },
    ONE,
  ],
  [
    'a query beside a mutation',
    { query: `mutation A { addStar(input: {starrableId: "X"}) { x } } query B { ${R} { id } }` },
    ONE,
  ],
])('a repository is named by %s', (_name, body, expected) => {
  expect(reach(body)).toEqual(expected);
});

test('every request of a batch counts', () => {
  const batch = [
    { query: `{ ${R} { id } }` },
    { query: '{ search(query: "x", type: ISSUE) { issueCount } }' },
  ];
  expect(readGraphqlBody(JSON.stringify(batch), LIMITS).reach).toEqual({ ...ONE, isWide: true });
});

test.each([
  '{ viewer { login name } rateLimit { remaining } __schema { types { name fields { name } } } }',
  '{ user(login: "ana") { name email organization(login: "a") { login } } }',
])('%s reads of no repository', (query) => {
  expect(reach({ query })).toEqual({ repositories: [], nodes: [], isWide: false });
});

test.each([
  'object(expression: "main:a.ts") { ... on Blob { text } ... on Tree { entries { name object { id } } } }',
  'pullRequest(number: 7) { title body author { login } headRepository { name owner { login } } headRepositoryOwner { login } files(first: 9) { nodes { path additions } } }',
  'issues(first: 9) { totalCount nodes { title body assignees(first: 3) { nodes { login } } comments(first: 9) { nodes { body author { avatarUrl } } } } pageInfo { endCursor } }',
  'defaultBranchRef { target { ... on Commit { history(first: 9) { nodes { message author { email user { login } } } } } } }',
  'parent { nameWithOwner owner { login } } ...a } } fragment a on Repository { releases(first: 1) { nodes { description } } ... on Repository { id',
])('what is read of it stays within it: %s', (fields) => {
  expect(reach({ query: `{ ${R} { ${fields} } }` })).toEqual(ONE);
});

test.each([
  'forks(first: 9) { nodes { object(expression: "HEAD:a") { ... on Blob { text } } } }',
  'parent { object(expression: "HEAD:a") { id } }',
  'owner { repositories(first: 9) { nodes { description } } }',
  'owner { ... on Organization { repository(name: "other") { description } } }',
  'issue(number: 1) { author { ... on User { issues(first: 9) { nodes { body } } } } }',
  'issue(number: 1) { repository { description } }',
  'issue(number: 1) { timelineItems(first: 9) { nodes { ... on CrossReferencedEvent { source { ... on Issue { body } } } } } }',
  'pullRequest(number: 7) { headRepository { object(expression: "HEAD:a") { ... on Blob { text } } } }',
  'pullRequest(number: 7) { headRef { target { ... on Commit { message } } } }',
  'pullRequest(number: 7) { closingIssuesReferences(first: 9) { nodes { title } } }',
  'repositoryTopics(first: 1) { nodes { topic { repositories(first: 9) { nodes { description } } } } }',
  'somethingNew { text }',
  '...a } } fragment a on Repository { parent { ...b } } fragment b on Repository { ... { description',
])('what leads out of it may read any repository: %s', (fields) => {
  expect(reach({ query: `{ ${R} { ${fields} } }` })).toEqual({ ...ONE, isWide: true });
});

test.each([
  '{ search(query: "x", type: REPOSITORY, first: 9) { nodes { ... on Repository { name } } } }',
  '{ viewer { repositories(first: 9) { nodes { description } } } }',
  '{ viewer { repository(name: "demo") { description } } }',
  '{ resource(url: "https://github.com/octo-org/demo") { url } }',
  '{ relay { viewer { login } } }',
  '{ topic(name: "x") { repositories(first: 9) { nodes { description } } } }',
  '{ repository(name: "demo") { id } }',
  '{ repository(owner: "octo-org/demo?", name: "demo") { id } }',
  '{ nodes(ids: "X") { id } }',
  'query($o: String!) { repository(owner: $o, name: "demo") { id } }',
  'mutation { addComment(input: {subjectId: "I", body: "x"}) { subject { ... on Issue { author { ... on User { issues(first: 9) { nodes { body } } } } } } } }',
  '{ somethingNew }',
])('%s may read any repository', (query) => {
  expect(reach({ query })).toMatchObject({ repositories: [], isWide: true });
});

test('what a mutation answers with is of what it changed', () => {
  const query =
    'mutation { addComment(input: {subjectId: "I", body: "x"}) { clientMutationId commentEdge { node { url } } } }';
  expect(reach({ query })).toEqual({ repositories: [], nodes: [], isWide: false });
});

test.each([
  ['{ node(id: "I_1") { ... on Issue { body } } }', ['I_1']],
  ['{ nodes(ids: ["I_1", "I_2"]) { id } }', ['I_1', 'I_2']],
])('%s is of nodes', (query, nodes) => {
  expect(reach({ query })).toEqual({ repositories: [], nodes, isWide: false });
});

test('fragments that lead back to themselves, and many that lead to one, are gone through once', () => {
  const bomb = Array.from({ length: 40 }, (_, index) =>
    index === 0
      ? 'fragment f0 on Repository { id ...f39 }'
      : `fragment f${index} on Repository { ...f${index - 1} ...f${index - 1} }`,
  );
  expect(reach({ query: `{ ${R} { ...f39 } } ${bomb.join(' ')}` })).toEqual(ONE);
});
