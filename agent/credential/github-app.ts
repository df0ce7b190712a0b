import type { KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import type { CredentialScope } from '../../protocol/verdict.ts';
import type { CredentialPurpose, CredentialRequest } from './broker.ts';
import { CredentialError } from './credential-error.ts';
import type { ApiCall, CallApi } from './github-calls.ts';
import type { CredentialProvider } from './provider.ts';

export interface GithubAppOptions {
  readonly appId: string;
  readonly key: KeyObject;
  /** Root of the REST API, `https://api.github.com`. */
  readonly api: URL;
  /** Where it is known; null: looked up for each repository. */
  readonly installation: number | null;
  /** What an operation gets that no rule narrows. */
  readonly permissions: Readonly<Partial<Record<CredentialPurpose, Permissions>>>;
  readonly call: CallApi;
  readonly clock: () => Date;
}

type Permissions = Readonly<Record<string, string>>;

/** What each purpose takes and no more (docs.github.com, "Permissions required for GitHub Apps"). */
const LEAST: Readonly<Partial<Record<CredentialPurpose, Permissions>>> = {
  'git.read': { contents: 'read', metadata: 'read' },
  'git.write': { contents: 'write', metadata: 'read' },
  'api.read': { contents: 'read', metadata: 'read', pull_requests: 'read' },
};

/** GitHub takes no proof that lasts longer than ten minutes, and clocks differ. */
const PROOF_SECONDS = 540;
const SKEW_SECONDS = 60;

/**
 * Installation access tokens of a GitHub App: each made for one operation, on one repository, with the permissions
 * that it takes, and ended when the operation is over.
 */
export function githubAppProvider(options: GithubAppOptions): CredentialProvider {
  return {
    name: 'github-app',
    provide: async (request, signal) => {
      const wanted = wantedOf(request, options);
      const proof = await proofOf(options);
      const call = (what: Omit<ApiCall, 'api' | 'signal'>) =>
        options.call({ ...what, api: options.api, signal });
      const installation = options.installation ?? (await installationOf(wanted.repository, { proof, call }));
      const made = await call({
        method: 'POST',
        path: `/app/installations/${installation}/access_tokens`,
        authorization: `Bearer ${proof}`,
        body: {
          permissions: wanted.permissions,
          ...(wanted.names === null ? {} : { repositories: wanted.names }),
        },
      });
      const token = tokenOf(made.status, made.json);
      const end = endOf(token, options);
      try {
        refuseBroader(made.json, wanted);
      } catch (fault) {
        await end().catch(() => undefined);
        throw fault;
      }
      return { user: 'x-access-token', token, permissions: wanted.permissions, end };
    },
  };
}

interface Wanted {
  /** `owner/name`; null where the request names none. */
  readonly repository: string | null;
  /** What the token is limited to; null: all that the installation has. */
  readonly names: readonly string[] | null;
  readonly permissions: Permissions;
}

function wantedOf({ repository, purpose, scope }: CredentialRequest, options: GithubAppOptions): Wanted {
  const least = options.permissions[purpose] ?? LEAST[purpose];
  const permissions = scope === null ? least : scopedPermissions(scope, least);
  if (permissions === undefined) {
    throw new CredentialError(
      'cannot-narrow',
      'no rule says what a credential for this call of the API may be good for',
      'add a rule with effect scope for it to the policy',
    );
  }
  const [owner = '', name = '', ...more] = (repository ?? '').split('/');
  const isNamed = more.length === 0 && isName(owner) && isName(name);
  if (repository !== null && !isNamed) throw noRepository();
  return {
    repository,
    names: repository === null || isWholeOwner(scope) ? null : [name],
    permissions: Object.keys(permissions).length === 0 ? { metadata: 'read' } : permissions,
  };
}

function scopedPermissions(scope: CredentialScope, least: Permissions | undefined): Permissions | undefined {
  if (scope.within === undefined) return scope.permissions;
  if (least === undefined) return undefined;
  const common = Object.entries(scope.permissions).flatMap(([name, level]) => {
    const most = Object.hasOwn(least, name) ? least[name] : undefined;
    return most === undefined ? [] : [[name, isAtMost(level, most) ? level : most] as const];
  });
  return Object.fromEntries(common);
}

function isWholeOwner(scope: CredentialScope | null): boolean {
  return scope?.reach === 'owner';
}

/** As GitHub lets owners and repositories be called. */
function isName(text: string): boolean {
  return /^[A-Za-z0-9_.-]{1,100}$/.test(text) && !/^\.+$/.test(text);
}

/** GitHub's word for what is called otherwise by now (docs.github.com, "Follow redirects"). */
const REDIRECTS: readonly number[] = [301, 302, 307, 308];

/** Where it leads is not followed: what was judged is the name that was asked for. */
function renamed(repository: string): CredentialError {
  return new CredentialError(
    'renamed',
    `GitHub has ${repository} under another name: it was renamed or moved`,
    'use the name that it has now: git remote set-url origin URL',
  );
}

type Call = (what: Omit<ApiCall, 'api' | 'signal'>) => ReturnType<CallApi>;

async function installationOf(
  repository: string | null,
  { proof, call }: { readonly proof: string; readonly call: Call },
): Promise<number> {
  if (repository === null) throw noRepository();
  const answer = await call({
    method: 'GET',
    path: `/repos/${repository}/installation`,
    authorization: `Bearer ${proof}`,
    body: null,
  });
  if (REDIRECTS.includes(answer.status)) throw renamed(repository);
  const id = memberOf(answer.json, 'id');
  if (answer.status !== 200 || typeof id !== 'number' || !Number.isSafeInteger(id)) {
    throw new CredentialError(
      'not-installed',
      `the GitHub App has no installation for ${repository}, or was not let in: status ${answer.status}`,
      'install the App on the repository, and check its id and key',
    );
  }
  return id;
}

function tokenOf(status: number, json: unknown): string {
  const token = memberOf(json, 'token');
  if (status === 201 && typeof token === 'string' && /^[\w.~+/=-]{10,1000}$/.test(token)) return token;
  throw new CredentialError(
    'provider-failed',
    `GitHub made no token for the App: status ${status}`,
    'see whether the App was given the permissions that the operation takes',
  );
}

/** What was made is held against what was asked for: a token that is good for more is not used. */
function refuseBroader(json: unknown, { repository, names, permissions }: Wanted): void {
  const given = memberOf(json, 'permissions');
  const isWithin =
    typeof given === 'object' &&
    given !== null &&
    Object.entries(given).every(([name, level]) => name === 'metadata' || isAtMost(level, permissions[name]));
  const repositories = memberOf(json, 'repositories');
  const isOne = names === null || (Array.isArray(repositories) && repositories.length === 1);
  if (!isWithin || !isOne) {
    throw new CredentialError(
      'too-broad',
      'the token that GitHub made is good for more than was asked for, and was ended',
      'check the address of the API in the credential settings',
    );
  }
  const asked = repository ?? '';
  if (names !== null && !isNameOf(repositories, asked)) throw renamed(asked);
}

function isNameOf(given: unknown, repository: string): boolean {
  const [only] = Array.isArray(given) ? (given as readonly unknown[]) : [];
  return String(memberOf(only, 'full_name')).toLowerCase() === repository.toLowerCase();
}

const LEVELS = ['read', 'write', 'admin'];

function isAtMost(level: unknown, allowed: string | undefined): boolean {
  return (
    allowed !== undefined &&
    LEVELS.indexOf(String(level)) <= LEVELS.indexOf(allowed) &&
    LEVELS.includes(String(level))
  );
}

function endOf(token: string, { api, call }: GithubAppOptions): () => Promise<void> {
  return async () => {
    const signal = AbortSignal.timeout(END_MS);
    const path = '/installation/token';
    const { status } = await call({
      api,
      signal,
      method: 'DELETE',
      path,
      authorization: `Bearer ${token}`,
      body: null,
    });
    // 401: it is over already.
    if (status !== 204 && status !== 401) {
      throw new CredentialError(
        'provider-failed',
        `the token could not be ended: status ${status}`,
        'it ends by itself within an hour',
      );
    }
  };
}

const END_MS = 10_000;

/** That we are the App (docs.github.com, "Generating a JSON Web Token for a GitHub App"). */
function proofOf({ appId, key, clock }: GithubAppOptions): Promise<string> {
  const now = Math.floor(clock().getTime() / 1000);
  return new SignJWT({})
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(appId)
    .setIssuedAt(now - SKEW_SECONDS)
    .setExpirationTime(now + PROOF_SECONDS)
    .sign(key);
}

function memberOf(json: unknown, name: string): unknown {
  return typeof json === 'object' && json !== null && Object.hasOwn(json, name)
    ? (json as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function noRepository(): CredentialError {
  return new CredentialError(
    'no-repository',
    'the request names no repository that a credential could be made for',
    'name the installation in the credential settings, or use git',
  );
}
