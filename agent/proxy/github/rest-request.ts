import type { GithubCall } from '../../../protocol/github.ts';
import { GithubError } from '../../core/github/github-error.ts';
import { type RestBody, readRestBody } from '../../core/github/rest-body.ts';
import type { RestCall } from '../../core/github/rest-call.ts';
import { hasBody } from '../body-framing.ts';
import { type Asked, actionsOf, apiAction, bound, READ, type ReadCall, refuseBody } from './call-actions.ts';
import { readBytes, readJson } from './call-body.ts';
import type { Judging, ResolvedCall } from './judging.ts';
import { type KnownRepository, knownRepository, presentRepository, repositoryOf } from './repositories.ts';
import { emptyPayload, searchBody } from './search-body.ts';
import { writeContent } from './write-contents.ts';
import { mergeBranches, mergePull, updatePullBranch } from './write-merges.ts';
import { writeRef } from './write-refs.ts';
import { createRelease } from './write-release.ts';

/** A call that only reads. Throws GithubError. */
export async function restRead(judging: Judging, call: RestCall): Promise<ReadCall> {
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
    payload: bound(judging, emptyPayload(judging.masking), []),
    actions: [apiAction(judging, repository, asked)],
  };
}

/** A call that writes, with its body bound to what it was judged for. Throws GithubError, Refusal. */
export async function restWrite(judging: Judging, given: RestCall): Promise<ReadCall> {
  if (given.query !== '' && !IN_QUERY.has(given.name)) {
    throw new GithubError('target', 'a call that writes says what it writes in its body, not in its query');
  }
  if (given.name === 'releases.assets.upload') return upload(judging, given);
  const { client } = judging.route;
  const { limits } = judging.ports;
  const text = hasBody(client) ? await readJson(client, limits.maxTextBytes) : null;
  const body = text === null || text === '' ? null : readRestBody(text, limits.json);
  const known = given.repository === null ? null : await presentRepository(judging, given.repository);
  const call = known === null ? given : underPresentName(judging, given, known);
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
    route: { ...judging.route, call },
    payload: bound(judging, searched.payload, resolved?.writes ?? []),
    actions: actionsOf(judging, { asked, searched, repository, writes: resolved?.writes ?? [] }),
  };
}

/** What leaves names the repository that was judged: GitHub would answer its former name with a redirect. */
function underPresentName(
  { route: { place } }: Judging,
  call: RestCall,
  { repository, path }: KnownRepository,
): RestCall {
  if (call.repository?.by !== 'path') return call;
  const before = `${place.prefix}/repos/${call.repository.path}`;
  if (before.toLowerCase() === `${place.prefix}${path}`.toLowerCase()) return call;
  return {
    ...call,
    repository: { by: 'path', path: repository.path },
    path: `${place.prefix}${path}${call.path.slice(before.length)}`,
  };
}

/** Calls that GitHub documents with parameters in the query though they write. */
const IN_QUERY: ReadonlySet<string> = new Set(['releases.assets.upload', 'actions.caches.delete']);

/** Null for a call that changes the content of no ref. */
async function resolveRest(
  judging: Judging,
  known: KnownRepository,
  { call, body }: { readonly call: RestCall; readonly body: RestBody | null },
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
async function upload(judging: Judging, call: RestCall): Promise<ReadCall> {
  const { client } = judging.route;
  const bytes = await readBytes(client, judging.ports.limits.maxTextBytes);
  const found = judging.masking.detector.scan(bytes.toString('latin1').replaceAll('\0', ''));
  const secrets = found.map(({ rule }) => ({ rule, placeholder: null, where: 'asset', count: 1 }));
  if (call.repository?.by !== 'path') {
    throw new GithubError('unresolved', 'it cannot be said of which repository the release is', {
      hint: 'name the repository by its owner and name',
    });
  }
  const repository = repositoryOf(judging.route, call.repository.path);
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
    actions: [apiAction(judging, repository, asked)],
  };
}
