import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gitHttpBackend } from '../../cli/playground/http-backend.ts';
import type { StandInAnswer } from './copilot-server.ts';

/** A request as it reached the API. */
export interface SeenCall {
  readonly method: string;
  /** Without the prefix of the API. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface StandInPull {
  /** A branch, or a ref in full for one of a fork. */
  readonly head: string;
  readonly base: string;
}

/**
 * A stand-in for a GitHub server of one's own: Git over HTTPS with the real `git http-backend`, the reads of the API
 * that a judgement needs, answered from the same repositories, and everything else kept and answered as told. It
 * changes nothing: what reached it is what would have been done.
 */
export interface GithubServer {
  readonly port: number;
  /** Calls that were no reads of the agent's own, oldest first. */
  readonly calls: readonly SeenCall[];
  /** What `/repos/OWNER/NAME/pulls/N` shows. */
  readonly pulls: Map<string, StandInPull>;
  /** Names that repositories had before, in lower case, and the number each is found by. */
  readonly renamed: Map<string, number>;
  /** Node ids, with what the query for one answers. */
  readonly nodes: Map<string, object>;
  /** What a path of the API answers to GET. */
  readonly answers: Map<string, StandInAnswer>;
  close(): Promise<void>;
}

const OWN = 'countersign';
const REPOSITORY = 'team/demo';
export const REPOSITORY_NUMBER = 42;

export async function startGithubServer(
  root: string,
  certificate: { readonly key: string; readonly cert: string },
  /** Another name that it has, and what it shows there. */
  beside?: { readonly host: string; readonly key: string; readonly cert: string },
): Promise<GithubServer> {
  const backend = await gitHttpBackend(root);
  const calls: SeenCall[] = [];
  const state = {
    pulls: new Map<string, StandInPull>(),
    renamed: new Map<string, number>(),
    nodes: new Map<string, object>(),
    answers: new Map<string, StandInAnswer>(),
  };
  const gitDir = join(root, `${REPOSITORY}.git`);
  const server = createServer({ key: certificate.key, cert: certificate.cert }, (request, response) => {
    const url = new URL(request.url ?? '/', 'https://stand-in');
    const isApi = /^\/api\/|^\/repos|^\/graphql|^\/user/.test(url.pathname);
    const served = isApi ? serve(request, response) : backend({ request, response, url, user: null });
    served.catch(() => response.destroy());
  });

  if (beside !== undefined) server.addContext(beside.host, { key: beside.key, cert: beside.cert });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
    const body = Buffer.concat(pieces).toString();
    const { method = '', url = '', headers } = request;
    const path = url.replace(/^\/api\/(?:v3|uploads|(?=graphql))/, '');
    const isOwn = headers['user-agent'] === OWN;
    if (!isOwn) calls.push({ method, path, headers, body });
    const told = state.answers.get(path.split('?', 1)[0] ?? '');
    if (method === 'GET' && told !== undefined) return write(response, told);
    const answer = method === 'GET' || isOwn ? read(path, body) : { status: 200, json: { done: true } };
    const text = JSON.stringify(answer.json);
    response.writeHead(answer.status, { 'content-type': 'application/json; charset=utf-8', etag: '"abc"' });
    response.end(text);
  }

  function read(path: string, body: string): { readonly status: number; readonly json: object } {
    const [plain = '', query = ''] = path.split('?');
    if (plain.endsWith('graphql')) {
      const { variables } = JSON.parse(body) as { variables: { id: string } };
      return { status: 200, json: { data: { node: state.nodes.get(variables.id) ?? null } } };
    }
    const named = /^\/(?:repos\/([^/]+\/[^/]+)|repositories\/(\d+))(\/.*)?$/.exec(plain);
    const [, name = '', number = '', below = ''] = named ?? [];
    const moved = state.renamed.get(name.toLowerCase());
    if (moved !== undefined) {
      const url = `https://github.example/api/v3/repositories/${moved}${below}`;
      return { status: 301, json: { message: 'Moved Permanently', url } };
    }
    const isIt = name.toLowerCase() === REPOSITORY || number === String(REPOSITORY_NUMBER);
    if (!isIt) return { status: 404, json: { message: 'Not Found' } };
    if (below === '') {
      return { status: 200, json: { id: REPOSITORY_NUMBER, full_name: REPOSITORY, default_branch: 'main' } };
    }
    return readBelow(below, new URLSearchParams(query)) ?? { status: 404, json: { message: 'Not Found' } };
  }

  function readBelow(below: string, query: URLSearchParams) {
    const [, kind = '', rest = ''] =
      /^\/(git\/ref|contents|pulls|commits)\/(.*)$/.exec(decodeURIComponent(below)) ?? [];
    switch (kind) {
      case 'git/ref': {
        const sha = git('rev-parse', '--verify', '--quiet', `refs/${rest}`);
        return sha === null ? null : { status: 200, json: { ref: `refs/${rest}`, object: { sha } } };
      }
      case 'commits': {
        const sha = git('rev-parse', '--verify', '--quiet', `${rest}^{commit}`);
        return sha === null ? null : { status: 200, json: { sha } };
      }
      case 'contents': {
        const content = git('cat-file', 'blob', `${query.get('ref') ?? 'main'}:${rest}`);
        if (content === null) return null;
        const encoded = Buffer.from(`${content}\n`).toString('base64').replaceAll(/.{60}/g, '$&\n');
        return { status: 200, json: { type: 'file', encoding: 'base64', content: encoded, path: rest } };
      }
      case 'pulls':
        return readPull(rest);
      default:
        return null;
    }
  }

  function readPull(number: string) {
    const pull = state.pulls.get(number);
    if (pull === undefined) return null;
    const isFork = pull.head.startsWith('refs/');
    const sha = git('rev-parse', isFork ? pull.head : `refs/heads/${pull.head}`) ?? '';
    const repo = { full_name: REPOSITORY };
    const head = { sha, ref: pull.head, repo: isFork ? null : repo };
    return { status: 200, json: { head, base: { ref: pull.base, repo } } };
  }

  function git(...args: readonly string[]): string | null {
    try {
      const output = execFileSync('git', ['--git-dir', gitDir, ...args], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      return output.toString().trimEnd();
    } catch {
      return null;
    }
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    calls,
    ...state,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function write(response: ServerResponse, { status = 200, headers = {}, pieces }: StandInAnswer): void {
  response.writeHead(status, headers);
  for (const piece of pieces) response.write(piece);
  response.end();
}
