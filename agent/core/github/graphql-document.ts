import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Lexer,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  Source,
  TokenKind,
  visit,
} from 'graphql';
import { GithubError } from './github-error.ts';

export interface GraphqlLimits {
  readonly maxTokens: number;
  readonly maxDepth: number;
  readonly maxMutations: number;
}

export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** A field at the root of an operation. */
export interface RootField {
  readonly field: FieldNode;
  readonly operation: OperationDefinitionNode;
}

/** The root fields of every operation in a document. */
export interface RootFields {
  readonly mutations: readonly RootField[];
  readonly queries: readonly RootField[];
  readonly fragments: Fragments;
}

/**
 * Reads a document and finds what it would change and read, behind aliases, fragments and directives, in whichever of its
 * operations: which of them is run is the server's to say. Throws GithubError `graphql`, `too-large`.
 */
export function rootFields(text: string, limits: GraphqlLimits): RootFields {
  const document = parsed(text, limits);
  const fragments = new Map<string, FragmentDefinitionNode>();
  const operations: OperationDefinitionNode[] = [];
  for (const definition of document.definitions) {
    if (definition.kind === 'OperationDefinition') operations.push(definition);
    else if (definition.kind === 'FragmentDefinition' && !fragments.has(definition.name.value)) {
      fragments.set(definition.name.value, definition);
    } else throw fault('it holds something that is no operation');
  }
  if (operations.length === 0) throw fault('it holds no operation');
  if (operations.some(({ operation }) => operation === 'subscription')) throw fault('it subscribes');
  const rootsOf = (kind: 'query' | 'mutation'): readonly RootField[] =>
    operations
      .filter(({ operation }) => operation === kind)
      .flatMap((operation) =>
        fieldsOf(operation.selectionSet, fragments).map((field) => ({ field, operation })),
      );
  const mutations = rootsOf('mutation');
  if (mutations.length > limits.maxMutations) {
    throw new GithubError(
      'too-large',
      `a document holds ${mutations.length} changes, expected at most ${limits.maxMutations}`,
    );
  }
  return { mutations, queries: rootsOf('query'), fragments };
}

function parsed(text: string, limits: GraphqlLimits): DocumentNode {
  const source = new Source(text);
  try {
    refuseDeep(source, limits);
    const document = parse(source, { maxTokens: limits.maxTokens });
    refuseRepeated(document);
    return document;
  } catch (cause) {
    if (cause instanceof GraphQLError) throw fault('it is no GraphQL', cause);
    throw cause;
  }
}

/** The parser calls itself for every bracket: how deep they are is known before it starts. */
function refuseDeep(source: Source, { maxTokens, maxDepth }: GraphqlLimits): void {
  const lexer = new Lexer(source);
  let depth = 0;
  for (let count = 0; lexer.advance().kind !== TokenKind.EOF; count += 1) {
    if (count >= maxTokens)
      throw new GithubError('too-large', `a document has more than ${maxTokens} tokens`);
    if (OPENING.has(lexer.token.kind)) depth += 1;
    if (CLOSING.has(lexer.token.kind)) depth -= 1;
    if (depth > maxDepth)
      throw new GithubError('too-large', `a document nests deeper than ${maxDepth} levels`);
  }
}

/** What is named twice is read by one server as the first of them and by another as the last. */
function refuseRepeated(document: DocumentNode): void {
  visit(document, {
    Field: ({ arguments: given = [] }) => requireUnique(given.map(({ name }) => name.value)),
    ObjectValue: ({ fields }) => requireUnique(fields.map(({ name }) => name.value)),
    OperationDefinition: ({ variableDefinitions = [] }) =>
      requireUnique(variableDefinitions.map(({ variable }) => variable.name.value)),
  });
}

function requireUnique(names: readonly string[]): void {
  if (new Set(names).size < names.length) throw fault('it says something twice');
}

const OPENING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_L, TokenKind.PAREN_L, TokenKind.BRACKET_L]);
const CLOSING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_R, TokenKind.PAREN_R, TokenKind.BRACKET_R]);

/** Each field once, though several fragments lead to it. Throws GithubError `graphql` for one that is not there. */
export function fieldsOf(root: SelectionSetNode, fragments: Fragments): readonly FieldNode[] {
  const fields = new Set<FieldNode>();
  const spread = new Set<string>();
  const sets = [root];
  for (let set = sets.pop(); set !== undefined; set = sets.pop()) {
    for (const selection of set.selections) {
      if (selection.kind === 'Field') fields.add(selection);
      else if (selection.kind === 'InlineFragment') sets.push(selection.selectionSet);
      else if (!spread.has(selection.name.value)) {
        const fragment = fragments.get(selection.name.value);
        if (fragment === undefined) throw fault('it spreads a fragment that is not there');
        spread.add(selection.name.value);
        sets.push(fragment.selectionSet);
      }
    }
  }
  return [...fields].filter(({ name }) => name.value !== '__typename');
}

function fault(why: string, cause?: unknown): GithubError {
  return new GithubError('graphql', `the GraphQL document cannot be judged: ${why}`, { cause });
}
