import { expect, test } from 'vitest';
import { rootFields } from './graphql-document.ts';

const LIMITS = { maxTokens: 200, maxDepth: 8, maxMutations: 3 };

function fields(text: string): readonly string[] {
  return rootFields(text, LIMITS).mutations.map(({ field }) => field.name.value);
}

test.each<[string, string, readonly string[]]>([
  ['a query', '{ viewer { login } }', []],
  ['a query that names a mutation', 'query { mutation: viewer { deleteRef: login } }', []],
  ['a mutation', 'mutation { mergePullRequest(input: {}) { clientMutationId } }', ['mergePullRequest']],
  ['an alias', 'mutation { viewer: deleteRef(input: {}) { x } }', ['deleteRef']],
  ['a fragment', 'mutation { ...a } fragment a on Mutation { deleteRef(input: {}) { x } }', ['deleteRef']],
  [
    'a fragment in a fragment, before its operation',
    'fragment b on Mutation { ...c } fragment c on Mutation { updateRef(input: {}) { x } } mutation { ...b }',
    ['updateRef'],
  ],
  [
    'an inline fragment',
    'mutation { ... on Mutation { ... { deleteRef(input: {}) { x } } } }',
    ['deleteRef'],
  ],
  ['what a directive skips', 'mutation { deleteRef(input: {}) @skip(if: true) { x } }', ['deleteRef']],
  [
    'an operation beside the one that is named',
    'query A { viewer { login } } mutation B { deleteRef(input: {}) { x } }',
    ['deleteRef'],
  ],
  ['fragments in a circle', 'mutation { ...a __typename } fragment a on Mutation { ...a }', []],
  [
    'a fragment spread twice',
    'mutation { ...a ...a } fragment a on Mutation { deleteRef(input: {}) { x } }',
    ['deleteRef'],
  ],
  ['a comment between', 'mutation # query\n{ deleteRef(input: {}) { x } }', ['deleteRef']],
])('finds what %s changes', (_name, text, expected) => {
  expect(fields(text)).toEqual(expected);
});

test.each([
  ['no GraphQL', 'mutation {', 'graphql'],
  ['nothing', '', 'graphql'],
  ['fragments alone', 'fragment a on Mutation { x }', 'graphql'],
  ['a type', 'type A { b: Int } { a }', 'graphql'],
  ['a subscription', 'subscription { a }', 'graphql'],
  ['a fragment that is not there', 'mutation { ...nowhere }', 'graphql'],
  ['two fragments of one name', '{ a } fragment a on A { b } fragment a on A { c }', 'graphql'],
  ['a member of an input twice', 'mutation { a(input: { b: 1, c: 2, b: 3 }) { x } }', 'graphql'],
  ['a member of an input in an input twice', '{ a(b: [{ c: { d: 1, d: 1 } }]) }', 'graphql'],
  ['a member of a default twice', 'query ($a: I = { b: 1, b: 2 }) { c(d: $a) }', 'graphql'],
  ['an argument twice', '{ repository(owner: "a", name: "b", owner: "c") { id } }', 'graphql'],
  ['a variable twice', 'query ($a: ID = "b", $a: ID = "c") { node(id: $a) { id } }', 'graphql'],
  ['too many tokens', `{ ${'a '.repeat(300)} }`, 'too-large'],
  ['too deep', `${'{ a '.repeat(9)}${'}'.repeat(9)}`, 'too-large'],
  ['a deep value', `{ a(b: ${'['.repeat(9)}${']'.repeat(9)}) }`, 'too-large'],
  ['far too deep', '{'.repeat(100_000), 'too-large'],
  ['too many changes', 'mutation { a: x b: x c: x d: x }', 'too-large'],
])('%s is refused', (_name, text, code) => {
  expect(() => rootFields(text, LIMITS)).toThrow(expect.objectContaining({ code }));
});
