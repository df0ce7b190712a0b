import { type FieldNode, type ObjectValueNode, type ValueNode, valueFromASTUntyped } from 'graphql';
import type { JsonObject, JsonValue } from '../../../protocol/json.ts';
import { applyEdits, encodeString, isAbsent, type JsonEdit, member } from '../copilot/json-path.ts';
import { type JsonLimits, type JsonNode, JsonTextError, readJsonText } from '../copilot/json-text.ts';
import { GithubError } from './github-error.ts';
import { type GraphqlLimits, type RootField, rootFields } from './graphql-document.ts';
import { joinedReach, type Reach, reachOf, reachOfAnswer } from './graphql-reach.ts';
import { MUTATIONS } from './mutations.ts';

/** One field of a mutation, with its arguments as the server would come to them. */
export interface MutationCall {
  /** Name of the field, whatever its alias. */
  readonly field: string;
  /** The name that it shares with REST. */
  readonly name: string;
  /** Node id of what it is of; null where the mutation has none. */
  readonly of: string | null;
  readonly input: JsonObject;
  /** Where a member can be added to its input. */
  readonly place: InputPlace;
}

/** The input is a value of the request's variables, or stands in the document. */
export type InputPlace =
  | { readonly kind: 'json'; readonly at: number; readonly isEmpty: boolean }
  | {
      readonly kind: 'document';
      readonly literal: { readonly start: number; readonly end: number };
      readonly at: number;
    }
  | { readonly kind: 'none' };

export interface GraphqlBody {
  readonly text: string;
  /** Empty for a body that only asks. */
  readonly mutations: readonly MutationCall[];
  /** Of its queries, and of what its mutations answer with. */
  readonly reach: Reach;
}

export interface GraphqlBodyLimits {
  readonly json: JsonLimits;
  readonly graphql: GraphqlLimits;
  readonly maxBatch: number;
}

const MEMBERS: ReadonlySet<string> = new Set(['query', 'variables', 'operationName']);

/**
 * Reads what is posted to the GraphQL endpoint: one request, or a batch. Throws GithubError: `body` for one that does
 * not hold its document, `graphql`, `unknown-mutation`, `too-large`.
 */
export function readGraphqlBody(text: string, limits: GraphqlBodyLimits): GraphqlBody {
  const root = parsedJson(text, limits.json);
  const requests = root.kind === 'array' ? root.items : [root];
  if (requests.length === 0 || requests.length > limits.maxBatch) {
    throw new GithubError(
      'body',
      `a batch holds ${requests.length} requests, expected 1 to ${limits.maxBatch}`,
    );
  }
  const read = requests.map((request) => readRequest(request, text, limits));
  return {
    text,
    mutations: read.flatMap(({ mutations }) => mutations),
    reach: joinedReach(read.map(({ reach }) => reach)),
  };
}

function parsedJson(text: string, limits: JsonLimits): JsonNode {
  try {
    return readJsonText(text, limits);
  } catch (cause) {
    if (!(cause instanceof JsonTextError)) throw cause;
    const code = cause.code.startsWith('too-') ? 'too-large' : 'body';
    throw new GithubError(code, cause.message, { cause });
  }
}

interface Asked {
  readonly variables: JsonNode | undefined;
  readonly values: JsonObject;
  readonly literal: { readonly start: number; readonly end: number };
}

function readRequest(
  request: JsonNode,
  text: string,
  limits: GraphqlBodyLimits,
): Pick<GraphqlBody, 'mutations' | 'reach'> {
  if (request.kind !== 'object') throw shape('it is no object');
  if ([...request.members.keys()].some((name) => !MEMBERS.has(name))) {
    throw shape('it holds more than a document, variables and the name of an operation');
  }
  const query = member(request, 'query');
  if (query?.kind !== 'string') throw shape('it holds no document');
  const operationName = member(request, 'operationName');
  if (!isAbsent(operationName) && operationName.kind !== 'string')
    throw shape('the name of its operation is no text');
  const variables = member(request, 'variables');
  if (!isAbsent(variables) && variables.kind !== 'object') throw shape('its variables are no object');
  const values = isAbsent(variables)
    ? {}
    : (JSON.parse(text.slice(variables.start, variables.end)) as JsonObject);
  const { mutations, queries, fragments } = rootFields(query.value, limits.graphql);
  const valuesOf = ({ operation }: RootField): JsonObject => ({ ...defaultsOf(operation), ...values });
  return {
    mutations: mutations.map((root) =>
      callOf(root.field, { variables, values: valuesOf(root), literal: query }),
    ),
    reach: joinedReach([
      ...queries.map((root) => reachOf([root.field], { fragments, variables: valuesOf(root) })),
      ...mutations.map(({ field }) => reachOfAnswer(field, fragments)),
    ]),
  };
}

function defaultsOf({ variableDefinitions = [] }: RootField['operation']): JsonObject {
  return Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue === undefined ? [] : [[variable.name.value, untyped(defaultValue, {})] as const],
    ),
  );
}

function callOf(field: FieldNode, asked: Asked): MutationCall {
  const known = MUTATIONS.get(field.name.value);
  if (known === undefined) {
    throw new GithubError('unknown-mutation', `the mutation ${field.name.value} is none that policy knows`, {
      hint: 'do it on the web page, or over REST; docs/github.md lists what is known',
    });
  }
  const args = field.arguments ?? [];
  const [only] = args;
  if (args.length > 1 || (only !== undefined && only.name.value !== 'input')) {
    throw new GithubError('graphql', `the mutation ${field.name.value} has other arguments than its input`);
  }
  const value = only === undefined ? {} : untyped(only.value, asked.values);
  if (!isObject(value)) throw new GithubError('graphql', `the input of ${field.name.value} is no object`);
  const of = known.of === null ? null : value[known.of];
  const place: InputPlace = only === undefined ? { kind: 'none' } : placeOf(only.value, asked);
  return {
    field: field.name.value,
    name: known.name,
    of: typeof of === 'string' ? of : null,
    input: value,
    place,
  };
}

function untyped(node: ValueNode, variables: JsonObject): JsonValue {
  return (valueFromASTUntyped(node, variables) ?? null) as JsonValue;
}

function placeOf(value: ValueNode, { variables, literal }: Asked): InputPlace {
  if (value.kind === 'Variable') {
    const given = member(variables, value.name.value);
    if (given?.kind !== 'object') return { kind: 'none' };
    return { kind: 'json', at: given.start + 1, isEmpty: given.members.size === 0 };
  }
  const at = value.kind === 'ObjectValue' ? startOf(value) : null;
  return at === null ? { kind: 'none' } : { kind: 'document', literal, at: at + 1 };
}

function startOf({ loc }: ObjectValueNode): number | null {
  return loc?.start ?? null;
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The body with `expectedHeadOid` set in the input of one of its mutations, so that the server refuses once the head
 * is another. Throws GithubError `unresolved` when it names another one, or when nothing can be added to it.
 */
export function withExpectedHead({ text, mutations }: GraphqlBody, call: MutationCall, head: string): string {
  const given = call.input['expectedHeadOid'];
  if (given === head) return text;
  if (given !== undefined) throw unresolved(call, 'it expects another head than there is');
  const { place } = call;
  if (place.kind === 'none' || mutations.length > 1) {
    throw unresolved(call, 'the head it expects cannot be set');
  }
  return applyEdits(text, [editAt(text, place, head)]);
}

function editAt(text: string, place: Exclude<InputPlace, { kind: 'none' }>, head: string): JsonEdit {
  const name = 'expectedHeadOid';
  if (place.kind === 'json') {
    const replacement = `${encodeString(name)}:${encodeString(head)}${place.isEmpty ? '' : ','}`;
    return { start: place.at, end: place.at, replacement };
  }
  const { start, end } = place.literal;
  const document = JSON.parse(text.slice(start, end)) as string;
  const added = `${document.slice(0, place.at)}${name}:${encodeString(head)} ${document.slice(place.at)}`;
  return { start, end, replacement: encodeString(added) };
}

function shape(why: string): GithubError {
  return new GithubError('body', `the GraphQL request cannot be judged: ${why}`, {
    hint: 'send the document itself, not the id of a stored one',
  });
}

function unresolved({ field }: MutationCall, why: string): GithubError {
  return new GithubError('unresolved', `${field} cannot be bound to a commit: ${why}`, {
    hint: 'send it in a request of its own, with the head of the pull request as expectedHeadOid',
  });
}
