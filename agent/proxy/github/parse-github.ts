import type { GithubCall } from '../../../protocol/github.ts';
import type { Action } from '../../../protocol/operation.ts';
import { JsonTextError } from '../../core/copilot/json-text.ts';
import { GithubError } from '../../core/github/github-error.ts';
import { type GraphqlBody, readGraphqlBody } from '../../core/github/graphql-call.ts';
import { readRestBody } from '../../core/github/rest-body.ts';
import type { RestCall } from '../../core/github/rest-call.ts';
import { DetectorError } from '../../core/secrets/detector-error.ts';
import { hasBody } from '../body-framing.ts';
import { ContentCodingError } from '../content-coding.ts';
import { refusalOfCoding } from '../copilot/read-text.ts';
import type { ExchangePorts } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import type { CallPayload, Classified, Parsed, Payload } from '../stages.ts';
import { enforcedPolicy } from '../steps/enforced-policy.ts';
import { readBytes, readJson } from './call-body.ts';
import { type ResolvedMutation, resolveMutation } from './graphql-writes.ts';
import { type GithubRoute, type Judging, judgingOf, type RefWrite, type ResolvedCall } from './judging.ts';
import { refusalOfCall } from './refuse-call.ts';
import { type KnownRepository, knownRepository, repositoryOf } from './repositories.ts';
import { type CallText, emptyPayload, type SearchedBody, searchBody } from './search-body.ts';
import { writeContent } from './write-contents.ts';
import { mergeBranches, mergePull, updatePullBranch } from './write-merges.ts';
import { writeRef } from './write-refs.ts';
import { createRelease } from './write-release.ts';

/**
 * Finds out what a call of the API comes to: of which repository, on which ref, with which changes. What that takes
 * to know is read from the host, with the client's right and on record. Exits `malformed`, `too-large`,
 * `unknown-operation`; `inspection-failed`: what it changes cannot be said; `cannot-mask`.
 */
export async function parseGithub(
  classified: Classified,
  route: GithubRoute,
  ports: ExchangePorts,
): Promise<Parsed> {
  try {
    const policy = await enforcedPolicy(ports, 'parse');
    const judging = judgingOf(classified, route, { policy, ports });
    const read = await readCall(judging, route);
    const { scannedFor, searchedBy } = judging;
    return { ...classified, ...read, scannedFor, searchedBy };
  } catch (cause) {
    throw refusalOf(cause);
  }
}

interface Read {
  readonly payload: Payload;
  readonly actions: readonly Action[];
}

function readCall(judging: Judging, { call, client }: GithubRoute): Promise<Read> {
  if (call === null) return client.method === 'POST' ? graphqlPost(judging) : graphqlGet(judging);
  return call.access === 'read' ? restRead(judging, call) : restWrite(judging, call);
}

async function restRead(judging: Judging, call: RestCall): Promise<Read> {
  refuseBody(judging);
  const { client } = judging.route;
  const repository =
    call.repository === null
      ? null
      : call.repository.by === 'path'
        ? repositoryOf(judging.route, call.repository.path)
        : (await knownRepository(judging, call.repository)).repository;
  const { name, path, query } = call;
  const asked: GithubCall = { ...READ, name, method: client.method, path, request: query, shown: query };
  return {
    payload: bound(emptyPayload(judging.masking), []),
    actions: [{ kind: 'github.api', host: hostOf(judging), repository, call: asked }],
  };
}

const READ = { access: 'read', route: 'rest', head: '', secrets: [] } as const;

async function restWrite(judging: Judging, call: RestCall): Promise<Read> {
  if (call.query !== '' && !IN_QUERY.has(call.name)) {
    throw new GithubError('target', 'a call that writes says what it writes in its body, not in its query');
  }
  if (call.name === 'releases.assets.upload') return upload(judging, call);
  const { client, ports } = { ...judging.route, ports: judging.ports };
  const text = hasBody(client) ? await readJson(client, ports.limits.maxTextBytes) : null;
  const body = text === null || text === '' ? null : readRestBody(text, ports.limits.json);
  const known = call.repository === null ? null : await knownRepository(judging, call.repository);
  const resolved = known === null ? null : await resolveRest(judging, known, { call, body });
  const outgoing = resolved === null ? (body?.text ?? null) : resolved.text;
  const searched = searchBody(judging, outgoing, [call.name]);
  const asked: Asked = {
    name: call.name,
    route: 'rest',
    path: call.path,
    request: `${call.query}${outgoing ?? ''}`,
  };
  const repository = known?.repository ?? null;
  return {
    payload: bound(searched.payload, resolved?.writes ?? []),
    actions: actionsOf(judging, { asked, searched, repository, writes: resolved?.writes ?? [] }),
  };
}

/** Calls that GitHub documents with parameters in the query though they write. */
const IN_QUERY: ReadonlySet<string> = new Set(['releases.assets.upload', 'actions.caches.delete']);

/** Null for a call that changes the content of no ref. */
async function resolveRest(
  judging: Judging,
  known: KnownRepository,
  { call, body }: { readonly call: RestCall; readonly body: ReturnType<typeof readRestBody> | null },
): Promise<ResolvedCall | null> {
  const number = call.params.get('number') ?? '';
  switch (call.name) {
    case 'contents.write':
    case 'contents.delete': {
      const file = call.params.get('path') ?? '';
      return writeContent(judging, known, { file, removes: call.name === 'contents.delete', body });
    }
    case 'git.refs.create':
    case 'git.refs.update':
    case 'git.refs.delete':
      return writeRef(judging, known, { name: call.name, ref: call.params.get('ref') ?? null, body });
    case 'releases.create':
      return createRelease(judging, known, body);
    case 'merges.create':
      return mergeBranches(judging, known, body);
    case 'pulls.merge':
      return mergePull(judging, known, { number, body });
    case 'pulls.update_branch':
      return updatePullBranch(judging, known, { number, body });
    case 'repos.merge_upstream':
    case 'repos.autofix':
    case 'branches.rename':
      throw new GithubError('unresolved', `it cannot be said what ${call.name} changes`, {
        hint: 'do it with git, and push',
      });
    default:
      return null;
  }
}

/** An asset is what it is: its bytes leave as they came, and an approval is of exactly these. */
async function upload(judging: Judging, call: RestCall): Promise<Read> {
  const { client } = judging.route;
  const bytes = await readBytes(client, judging.ports.limits.maxTextBytes);
  const found = judging.masking.detector.scan(bytes.toString('latin1').replaceAll('\0', ''));
  const secrets = found.map(({ rule }) => ({ rule, placeholder: null, where: 'asset', count: 1 }));
  const repository =
    call.repository?.by === 'path' ? repositoryOf(judging.route, call.repository.path) : null;
  const { name, path, query } = call;
  const request = `${query} ${bytes.toString('base64')}`;
  const shown = `${query} (${bytes.length} bytes)`;
  const asked: GithubCall = {
    ...READ,
    access: 'write',
    name,
    method: client.method,
    path,
    request,
    shown,
    secrets,
  };
  return {
    payload: { kind: 'bytes', bytes, masking: judging.masking },
    actions: [{ kind: 'github.api', host: hostOf(judging), repository, call: asked }],
  };
}

async function graphqlPost(judging: Judging): Promise<Read> {
  const { client } = judging.route;
  if (client.path.includes('?'))
    throw new GithubError('target', 'a GraphQL request has no query in its path');
  const { limits } = judging.ports;
  const text = await readJson(client, limits.maxTextBytes);
  return graphql(judging, readGraphqlBody(text, graphqlLimits(judging)));
}

async function graphqlGet(judging: Judging): Promise<Read> {
  const { client, place } = judging.route;
  if (client.method !== 'GET' && client.method !== 'HEAD') {
    throw new GithubError('unknown-call', `${client.method} is no method of GraphQL`);
  }
  refuseBody(judging);
  const params = [...new URLSearchParams(place.target.slice(1))];
  if (params.length > 0) {
    const names = params.map(([name]) => name);
    if (new Set(names).size < names.length)
      throw new GithubError('target', 'a parameter of the query is there twice');
    const body = Object.fromEntries(
      params.map(([name, value]) => [name, name === 'variables' ? (JSON.parse(value) as unknown) : value]),
    );
    const read = readGraphqlBody(JSON.stringify(body), graphqlLimits(judging));
    if (read.mutations.length > 0) throw new GithubError('graphql', 'a mutation is not sent with GET');
  }
  const asked: GithubCall = {
    ...GRAPHQL,
    method: client.method,
    path: graphqlPath(judging),
    request: place.target,
    shown: '',
  };
  return {
    payload: bound(emptyPayload(judging.masking), []),
    actions: [{ kind: 'github.api', host: hostOf(judging), repository: null, call: asked }],
  };
}

const GRAPHQL = { ...READ, route: 'graphql', name: 'graphql.read' } as const;

async function graphql(judging: Judging, body: GraphqlBody): Promise<Read> {
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
  if (resolved.length === 0) {
    const asked: GithubCall = { ...GRAPHQL, method: 'POST', path, request: text, shown: searched.shown };
    const action = { kind: 'github.api', host: hostOf(judging), repository: null, call: asked } as const;
    return { payload: bound(searched.payload, []), actions: [action] };
  }
  const actions = resolved.flatMap(({ call, repository, writes }) =>
    actionsOf(judging, {
      asked: { name: call.name, route: 'graphql', path, request: text },
      searched,
      repository,
      writes,
    }),
  );
  const writes = resolved.flatMap((each) => each.writes);
  return { payload: bound(searched.payload, writes), actions };
}

/** One after the other: a call has few of them, and each is a read. */
function bound(payload: CallText, writes: readonly RefWrite[]): CallPayload {
  const confirm = async (): Promise<void> => {
    for (const write of writes) await write.confirm();
  };
  return { ...payload, confirm };
}

type Asked = Pick<GithubCall, 'name' | 'route' | 'path' | 'request'>;

interface Resolved {
  readonly asked: Asked;
  readonly searched: SearchedBody;
  readonly repository: GithubRepository;
  readonly writes: readonly RefWrite[];
}

type GithubRepository = Extract<Action, { kind: 'github.api' }>['repository'];

/** One action a ref that is written, or the one of a call that writes to none. */
function actionsOf(judging: Judging, { asked, searched, repository, writes }: Resolved): readonly Action[] {
  const host = hostOf(judging);
  const { method } = judging.route.client;
  const call: GithubCall = {
    ...asked,
    access: 'write',
    method,
    head: '',
    shown: searched.shown,
    secrets: searched.secrets,
  };
  if (writes.length === 0) return [{ kind: 'github.api', host, repository, call }];
  return writes.map((write) => ({
    kind: 'github.write',
    host,
    repository: write.repository,
    update: write.update,
    call: { ...call, head: write.head },
  }));
}

function graphqlLimits({ ports: { limits } }: Judging): Parameters<typeof readGraphqlBody>[1] {
  return { json: limits.json, graphql: limits.graphql, maxBatch: limits.maxGraphqlBatch };
}

function graphqlPath({ route: { place } }: Judging): string {
  return place.prefix === '' ? '/graphql' : place.prefix;
}

/** The host as a push to it names it. */
function hostOf(judging: Judging): string {
  return repositoryOf(judging.route, '').host;
}

function refuseBody({ route: { client } }: Judging): void {
  if (hasBody(client)) throw new GithubError('body', 'a request that only reads has no body');
}

function refusalOf(cause: unknown): unknown {
  if (cause instanceof SyntaxError || cause instanceof JsonTextError) {
    return new Refusal('parse', 'malformed', 'what the call asks is no JSON that two readers read alike', {
      cause,
    });
  }
  if (cause instanceof ContentCodingError) return refusalOfCoding(cause, 'parse');
  if (cause instanceof DetectorError) {
    return new Refusal('parse', 'cannot-mask', `the call cannot be searched for secrets: ${cause.message}`, {
      cause,
    });
  }
  return refusalOfCall(cause, 'parse');
}
