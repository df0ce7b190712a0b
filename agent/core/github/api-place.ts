import { type LoosePath, readLoosely } from '../git/loose-path.ts';
import { GithubError } from './github-error.ts';

/** Where an API of GitHub's stands. */
export interface ApiPlace {
  /** Host without port whose repositories it serves: `github.com` for `api.github.com`. */
  readonly gitHost: string;
  /** What stands before every path: empty, or `/api/v3`. */
  readonly prefix: string;
  /** The request target below the prefix, beginning with `/`. */
  readonly target: string;
  readonly kind: 'rest' | 'graphql' | 'uploads';
}

const TENANT = /^(?<service>api|uploads)\.(?<host>[a-z0-9-]+\.ghe\.com)$/;
const SERVER = /^\/api\/(?<name>v3|graphql|uploads)(?=$|[/?])/;

/**
 * The API that a request is for, or null for a request that is for none: `api.github.com`, `api.NAME.ghe.com`, their
 * `uploads` hosts, and `/api/…` on a server of one's own. `host` in lower case and without port. Throws GithubError
 * `target` where a server may take the path for one of the API.
 */
export function apiPlace(host: string, target: string): ApiPlace | null {
  if (host === 'api.github.com') return onOwnHost('github.com', target);
  if (host === 'uploads.github.com') return { gitHost: 'github.com', prefix: '', target, kind: 'uploads' };
  const tenant = TENANT.exec(host)?.groups;
  if (tenant !== undefined) {
    const gitHost = tenant['host'] ?? '';
    return tenant['service'] === 'api'
      ? onOwnHost(gitHost, target)
      : { gitHost, prefix: '', target, kind: 'uploads' };
  }
  return onServer(host, target);
}

function onOwnHost(gitHost: string, target: string): ApiPlace {
  if (!/^\/graphql(?=$|\?)/.test(target)) {
    refuseLookalike(readLoosely(target), (path) => path[0] === 'graphql');
    return { gitHost, prefix: '', target, kind: 'rest' };
  }
  return { gitHost, prefix: '', target: target.slice('/graphql'.length), kind: 'graphql' };
}

function onServer(gitHost: string, target: string): ApiPlace | null {
  const found = SERVER.exec(target);
  if (found === null) {
    refuseLookalike(readLoosely(target), (path) => path[0] === 'api' && NAMES.has(path[1] ?? ''));
    return null;
  }
  const prefix = found[0];
  const rest = target.slice(prefix.length);
  switch (found.groups?.['name'] ?? 'v3') {
    case 'graphql':
      refuseMore(rest);
      return { gitHost, prefix, target: rest, kind: 'graphql' };
    case 'uploads':
      return { gitHost, prefix, target: below(rest), kind: 'uploads' };
    default:
      return { gitHost, prefix, target: below(rest), kind: 'rest' };
  }
}

const NAMES: ReadonlySet<string> = new Set(['v3', 'graphql', 'uploads']);

function below(rest: string): string {
  return rest.startsWith('/') ? rest : `/${rest}`;
}

function refuseMore(rest: string): void {
  if (rest.startsWith('/')) throw new GithubError('target', 'nothing of the API is below graphql');
}

/** A near miss is refused: it would pass as a page, unread. */
function refuseLookalike(loose: LoosePath | null, isApi: (path: readonly string[]) => boolean): void {
  if (loose !== null && !loose.readings.some(isApi)) return;
  throw new GithubError(
    'target',
    'the path of the call cannot be read: a server may take it for one of the API',
  );
}
