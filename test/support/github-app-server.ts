import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { jwtVerify } from 'jose';

/** A token that the stand-in made, and what it is good for. */
export interface MadeToken {
  readonly token: string;
  readonly repositories: readonly string[];
  readonly permissions: Readonly<Record<string, string>>;
  isLive: boolean;
}

/**
 * A stand-in for the part of GitHub's API where an App gets its tokens: proofs are checked with the App's key, each
 * token is good for what was asked and until it is ended.
 */
export interface GithubAppServer {
  readonly port: number;
  readonly appId: string;
  /** PEM, of the App. */
  readonly key: string;
  /** All that were made, oldest first. */
  readonly made: readonly MadeToken[];
  /** Repositories that the App is installed on. */
  readonly installedOn: Set<string>;
  /** Repositories that are called otherwise by now. */
  readonly renamed: Set<string>;
  /** Changes what is answered to a request for a token. */
  answerWith(change: ((answer: Record<string, unknown>) => Record<string, unknown>) | null): void;
  /** Statuses and check runs that were posted with a token that may, oldest first. */
  readonly statuses: readonly PostedStatus[];
  /** Of the statuses that are asked for: how many fail first, and which commits there are. */
  statusesWith(change: { readonly failures: number; readonly knows?: (commit: string) => boolean }): void;
  /** Whether a live token lets its holder do this. */
  admits(authorization: string, what: { readonly path: string; readonly pushes: boolean }): boolean;
  close(): Promise<void>;
}

export interface PostedStatus {
  readonly repository: string;
  readonly commit: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

const APP_ID = '12345';
const INSTALLATION = 77;

export async function startGithubAppServer(certificate: {
  readonly key: string;
  readonly cert: string;
}): Promise<GithubAppServer> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const made: MadeToken[] = [];
  const installedOn = new Set<string>();
  const renamed = new Set<string>();
  let change: ((answer: Record<string, unknown>) => Record<string, unknown>) | null = null;

  const statuses: PostedStatus[] = [];
  let failures = 0;
  let knows = (_commit: string): boolean => true;

  function status(path: string, authorization: string, body: string): number {
    const posted = JSON.parse(body) as Record<string, unknown>;
    const [, repository = '', kind = '', named] =
      /^POST \/repos\/([^/]+\/[^/]+)\/(check-runs|statuses)(?:\/([0-9a-f]{40}))?$/.exec(path) ?? [];
    const commit = kind === 'statuses' ? (named ?? '') : String(posted['head_sha']);
    const needed = kind === 'statuses' ? 'statuses' : 'checks';
    const token = made.find((each) => each.isLive && authorization === `Bearer ${each.token}`);
    if (token === undefined) return 401;
    if (!token.repositories.includes(repository) || token.permissions[needed] !== 'write') return 403;
    if (failures > 0) {
      failures -= 1;
      return 503;
    }
    if (!knows(commit)) return 422;
    const { permissions } = token;
    statuses.push({ repository, commit, permissions, body: posted });
    return 201;
  }

  async function isApp(authorization: string): Promise<boolean> {
    const options = { algorithms: ['RS256'], issuer: APP_ID, maxTokenAge: '10m', requiredClaims: ['exp'] };
    return jwtVerify(authorization.replace(/^Bearer /, ''), publicKey, options).then(
      () => true,
      () => false,
    );
  }

  function make(
    owner: string,
    asked: { repositories?: string[]; permissions?: Record<string, string> },
  ): object {
    const names = asked.repositories?.map((name) => `${owner}/${name}`) ?? [...installedOn];
    const token = `ghs_${String(made.length).padStart(36, '0')}`;
    made.push({ token, repositories: names, permissions: asked.permissions ?? {}, isLive: true });
    const answer = {
      token,
      expires_at: new Date(Date.now() + 3_600_000).toISOString(),
      permissions: asked.permissions,
      repositories: names.map((full_name) => ({ full_name })),
    };
    return change?.(answer) ?? answer;
  }

  const server = createServer(certificate, (request, response) => {
    const say = (status: number, body?: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(body && JSON.stringify(body));
    };
    const answer = async (): Promise<void> => {
      let text = '';
      for await (const chunk of request.setEncoding('utf8')) text += chunk as string;
      const { authorization = '' } = request.headers;
      const path = `${request.method} ${request.url}`;
      if (path === 'DELETE /installation/token') {
        const ended = made.find(({ token, isLive }) => isLive && authorization === `Bearer ${token}`);
        if (ended !== undefined) ended.isLive = false;
        return say(ended === undefined ? 401 : 204);
      }
      if (/\/(?:statuses\/|check-runs$)/.test(path)) return say(status(path, authorization, text), {});
      if (!(await isApp(authorization))) return say(401);
      const wanted = /^GET \/repos\/([^/]+\/[^/]+)\/installation$/.exec(path)?.[1];
      if (wanted !== undefined && renamed.has(wanted)) {
        response.setHeader('location', `https://${request.headers.host}/repositories/42/installation`);
        return say(301, { message: 'Moved Permanently' });
      }
      if (path === 'GET /repositories/42/installation') return say(200, { id: INSTALLATION });
      if (wanted !== undefined) return installedOn.has(wanted) ? say(200, { id: INSTALLATION }) : say(404);
      if (path !== `POST /app/installations/${INSTALLATION}/access_tokens`) return say(404);
      const [first = ''] = installedOn;
      return say(201, make(first.split('/')[0] ?? '', JSON.parse(text) as object));
    };
    void answer();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    appId: APP_ID,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    made,
    installedOn,
    renamed,
    statuses,
    statusesWith: (next) => {
      failures = next.failures;
      knows = next.knows ?? (() => true);
    },
    answerWith: (next) => {
      change = next;
    },
    admits: (authorization, { path, pushes }) =>
      made.some(
        ({ token, repositories, permissions, isLive }) =>
          isLive &&
          authorization === `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}` &&
          repositories.some((name) => path.startsWith(`/${name}.git/`)) &&
          (pushes ? permissions['contents'] === 'write' : permissions['contents'] !== undefined),
      ),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
