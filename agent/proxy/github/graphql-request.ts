import { GithubError } from '../../core/github/github-error.ts';
import { type GraphqlBody, type GraphqlBodyLimits, readGraphqlBody } from '../../core/github/graphql-call.ts';
import { actionsOf, bound, type ReadCall, refuseBody } from './call-actions.ts';
import { readJson } from './call-body.ts';
import { readAction, readActions } from './graphql-reads.ts';
import { type ResolvedMutation, resolveMutation } from './graphql-writes.ts';
import type { Judging } from './judging.ts';
import { emptyPayload, searchBody } from './search-body.ts';

/** A document as clients send it. Throws GithubError. */
export async function graphqlPost(judging: Judging): Promise<ReadCall> {
  const { client } = judging.route;
  if (client.path.includes('?'))
    throw new GithubError('target', 'a GraphQL request has no query in its path');
  const { limits } = judging.ports;
  const text = await readJson(client, limits.maxTextBytes);
  return graphql(judging, readGraphqlBody(text, graphqlLimits(judging)));
}

/** The schema, or a query in the path. Throws GithubError. */
export async function graphqlGet(judging: Judging): Promise<ReadCall> {
  const { client, place } = judging.route;
  if (client.method !== 'GET' && client.method !== 'HEAD') {
    throw new GithubError('unknown-call', `${client.method} is no method of GraphQL`);
  }
  refuseBody(judging);
  const asked = { method: client.method, path: graphqlPath(judging), request: place.target, shown: '' };
  const read = readQuery(judging, place.target);
  const actions = read === null ? [] : await readActions(judging, read.reach, asked);
  return {
    payload: bound(judging, emptyPayload(judging.masking), []),
    actions: actions.length === 0 ? [readAction(judging, null, asked)] : actions,
  };
}

/** Null for none, which asks for the schema. */
function readQuery(judging: Judging, target: string): GraphqlBody | null {
  const params = [...new URLSearchParams(target.slice(1))];
  if (params.length === 0) return null;
  const names = params.map(([name]) => name);
  if (new Set(names).size < names.length)
    throw new GithubError('target', 'a parameter of the query is there twice');
  const body = Object.fromEntries(
    params.map(([name, value]) => [name, name === 'variables' ? (JSON.parse(value) as unknown) : value]),
  );
  const read = readGraphqlBody(JSON.stringify(body), graphqlLimits(judging));
  if (read.mutations.length > 0) throw new GithubError('graphql', 'a mutation is not sent with GET');
  return read;
}

async function graphql(judging: Judging, body: GraphqlBody): Promise<ReadCall> {
  const resolved: ResolvedMutation[] = [];
  for (const mutation of body.mutations) resolved.push(await resolveMutation(judging, body, mutation));
  // Only a document with one mutation is ever bound to a head.
  const text = resolved.length === 1 ? (resolved[0]?.text ?? body.text) : body.text;
  const searched = searchBody(
    judging,
    text,
    body.mutations.map(({ name }) => name),
  );
  const path = graphqlPath(judging);
  const asked = { method: 'POST', path, request: text, shown: searched.shown };
  const reads = await readActions(judging, body.reach, asked);
  if (resolved.length === 0) {
    const actions = reads.length === 0 ? [readAction(judging, null, asked)] : reads;
    return { payload: bound(judging, searched.payload, []), actions };
  }
  const changes = resolved.flatMap(({ call, repository, writes }) =>
    actionsOf(judging, {
      asked: { name: call.name, route: 'graphql', path, request: text },
      searched,
      repository,
      writes,
    }),
  );
  const writes = resolved.flatMap((each) => each.writes);
  return { payload: bound(judging, searched.payload, writes), actions: [...changes, ...reads] };
}

function graphqlLimits({ ports: { limits } }: Judging): GraphqlBodyLimits {
  return { json: limits.json, graphql: limits.graphql, maxBatch: limits.maxGraphqlBatch };
}

function graphqlPath({ route: { place } }: Judging): string {
  return place.prefix === '' ? '/graphql' : place.prefix;
}
