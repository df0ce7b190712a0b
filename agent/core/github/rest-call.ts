import { WIDE_READ } from '../../../protocol/github.ts';
import type { ApiPlace } from './api-place.ts';
import { type ApiSegment, encodeSegment, readApiTarget } from './api-target.ts';
import { GithubError } from './github-error.ts';
import { matchWrite, type RouteMatch } from './route-table.ts';

/** A repository as a call names it. */
export type NamedRepository =
  | { readonly by: 'path'; readonly path: string }
  /** The number that stays with it when it is renamed. */
  | { readonly by: 'number'; readonly number: string };

export interface RestCall extends RouteMatch {
  readonly access: 'read' | 'write';
  readonly repository: NamedRepository | null;
  /** In the one spelling in which it leaves, with its prefix and without its query. */
  readonly path: string;
  readonly query: string;
}

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD']);
/** Names of owners and repositories (docs.github.com, "Repository names"). */
const NAME = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;
const LOWER = /^[a-z][a-z0-9_-]*$/;

/** What a request to the REST API asks for. Throws GithubError `target`, `unknown-call`. */
export function restCall(method: string, place: ApiPlace): RestCall {
  const { segments, query } = readApiTarget(place.target);
  const { repository, below } = repositoryIn(segments);
  const path = `${place.prefix}/${segments.map(({ text, hasSlash }) => spelled(text, hasSlash, below)).join('/')}`;
  const call = { repository, path, query };
  if (READS.has(method)) return { ...call, ...readOf(segments, below), access: 'read' };
  const table = place.kind === 'uploads' ? 'uploads' : repository === null ? 'root' : 'repository';
  const write = place.kind === 'uploads' && repository === null ? null : matchWrite(method, below, table);
  if (write === null) throw unknownCall(method, path);
  return { ...call, ...write, access: 'write' };
}

/** A path of a file keeps its slashes; the name of a branch within a path escapes them. */
function spelled(text: string, hasSlash: boolean, below: readonly ApiSegment[]): string {
  const isRest = hasSlash && RESTS.has(below[0]?.text ?? '');
  return isRest ? text.split('/').map(encodeSegment).join('/') : encodeSegment(text);
}

const RESTS: ReadonlySet<string> = new Set(['contents', 'git']);

interface InRepository {
  readonly repository: NamedRepository | null;
  /** What stands behind the name of the repository, or everything. */
  readonly below: readonly ApiSegment[];
}

function repositoryIn(segments: readonly ApiSegment[]): InRepository {
  const [root, first, second] = segments;
  if (root !== undefined && !LOWER.test(root.text)) throw spelling();
  if (root?.text === 'repos' && first !== undefined && second !== undefined) {
    return { repository: namedBy(first.text, second.text), below: lowerHead(segments.slice(3)) };
  }
  if (root?.text === 'repositories' && first !== undefined) {
    if (!/^[1-9][0-9]{0,18}$/.test(first.text)) throw spelling();
    return { repository: { by: 'number', number: first.text }, below: lowerHead(segments.slice(2)) };
  }
  // Two segments of one name could be those of a repository.
  if (segments.slice(0, 3).some(({ hasSlash }) => hasSlash)) throw spelling();
  return { repository: null, below: segments };
}

function namedBy(owner: string, name: string): NamedRepository {
  const isNamed = NAME.test(owner) && NAME.test(name) && !/\.git$/i.test(name) && !name.endsWith('.');
  if (!isNamed) throw spelling();
  return { by: 'path', path: `${owner}/${name}` };
}

function lowerHead(below: readonly ApiSegment[]): readonly ApiSegment[] {
  if (below[0] !== undefined && !LOWER.test(below[0].text)) throw spelling();
  return below;
}

function spelling(): GithubError {
  return new GithubError(
    'target',
    'the path of the call cannot be read: it is not spelled as GitHub documents it',
  );
}

function unknownCall(method: string, path: string): GithubError {
  return new GithubError('unknown-call', `${method} ${path} is no call of GitHub’s API that policy knows`, {
    hint: 'do it on the web page, or with git; docs/github.md lists the calls that are known',
  });
}

/** A read is named by what it is of: nothing of it changes, and its answer is masked whatever its name. */
function readOf(segments: readonly ApiSegment[], below: readonly ApiSegment[]): RouteMatch {
  const [first, second] = below.map(({ text }) => text);
  const isRoot = segments.length === below.length;
  const family = isRoot ? (first ?? 'root') : (first ?? 'repos');
  const last = below.at(-1)?.text;
  if (family === 'actions' && last === 'logs') return read('actions.logs');
  if (family === 'actions' && second !== undefined) return read(`actions.${plain(second)}`);
  if (isRoot && below.some(({ text }) => ACROSS.has(text)))
    return { name: `${plain(family)}.${WIDE_READ}`, params: new Map() };
  return read(FAMILIES.get(family) ?? plain(family));
}

/** What is read across repositories, whoever it is of: what happens in them, what was found in them, all that they hold. */
const ACROSS: ReadonlySet<string> = new Set([
  ...['search', 'issues', 'events', 'received_events', 'notifications', 'projectsV2'],
  ...['secret-scanning', 'code-scanning', 'dependabot', 'security-advisories', 'campaigns'],
  ...['migrations', 'audit-log'],
]);

const FAMILIES: ReadonlyMap<string, string> = new Map([
  ['readme', 'contents'],
  ['tarball', 'archive'],
  ['zipball', 'archive'],
  ['compare', 'commits'],
]);

function read(family: string): RouteMatch {
  return { name: `${family}.read`, params: new Map() };
}

function plain(text: string): string {
  return LOWER.test(text) ? text.replaceAll('-', '_') : 'other';
}
