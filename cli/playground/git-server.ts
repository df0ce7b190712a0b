import { createHash, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { endedWithin } from '../../agent/ended-within.ts';
import { type Backend, gitHttpBackend } from './http-backend.ts';

export interface GitServerOptions {
  /** Folder whose bare repositories, `owner/name.git`, are served. */
  readonly root: string;
  /** The one host name it answers to. */
  readonly host: string;
  /** PEM. */
  readonly key: string;
  /** PEM. */
  readonly cert: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Asked of whoever pushes; without it everybody may. */
  readonly auth?: { readonly user: string; readonly password: string };
  /** Whom it lets in, by what stands in `Authorization`; without it everybody. */
  readonly admits?: (
    authorization: string,
    what: { readonly path: string; readonly pushes: boolean },
  ) => boolean;
  /** How long closing waits for the programs behind the connections; 5 s when not given. */
  readonly maxCloseMs?: number;
}

export interface GitServer {
  readonly port: number;
  /** Ends connections and the programs behind them, which a hook may hold for longer than anybody waits. */
  close(): Promise<void>;
}

const MAX_CALLS = 32;
const REQUEST_TIMEOUT_MS = 10 * 60 * 1000;
const MAX_CLOSE_MS = 5000;
/** No segment begins with a dot or a hyphen, so none climbs out of the root or reads as an option. */
const PATH =
  /^(?:\/[A-Za-z0-9_][A-Za-z0-9._-]{0,99}){2}\.git\/(info\/refs|git-upload-pack|git-receive-pack)$/;

/** Serves the smart HTTP protocol over TLS on loopback, with the real `git http-backend` behind it. */
export async function startGitServer(options: GitServerOptions): Promise<GitServer> {
  const backend = await gitHttpBackend(options.root);
  const calls = new Set<Promise<void>>();
  const server = createServer({ key: options.key, cert: options.cert, requestTimeout: REQUEST_TIMEOUT_MS });
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const judged = judge(request, options, calls.size);
    if (judged.kind === 'refused') {
      refuse(request, response, judged);
      return;
    }
    if (request.headers.expect !== undefined) response.writeContinue();
    track(calls, backend({ request, response, ...judged }));
  };
  server.on('request', answer);
  // Without this listener Node says 100 on its own, before anything was judged.
  server.on('checkContinue', answer);
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      await closeConnections(server);
      await endedWithin(calls, options.maxCloseMs ?? MAX_CLOSE_MS);
    },
  };
}

type Judged =
  | { readonly kind: 'accepted'; readonly url: URL; readonly user: string | null }
  | { readonly kind: 'refused'; readonly status: 400 | 401 | 404 | 421 | 503 };

function judge(request: IncomingMessage, options: GitServerOptions, running: number): Judged {
  const url = URL.parse(request.url ?? '', `https://${options.host}`);
  if (url === null || !request.url?.startsWith('/')) return { kind: 'refused', status: 400 };
  if (request.headers.host?.replace(/:\d+$/, '').toLowerCase() !== options.host) {
    return { kind: 'refused', status: 421 };
  }
  const resource = PATH.exec(url.pathname)?.[1];
  if (resource === undefined) return { kind: 'refused', status: 404 };
  if (running >= MAX_CALLS) return { kind: 'refused', status: 503 };
  const pushes = resource === 'git-receive-pack' || url.searchParams.get('service') === 'git-receive-pack';
  const { authorization = '' } = request.headers;
  if (options.admits?.(authorization, { path: url.pathname, pushes }) === false) {
    return { kind: 'refused', status: 401 };
  }
  if (!pushes || options.auth === undefined) return { kind: 'accepted', url, user: null };
  if (!knows(authorization, options.auth)) return { kind: 'refused', status: 401 };
  return { kind: 'accepted', url, user: options.auth.user };
}

/** Compared as digests, which have one length whatever the client sent. */
function knows(given: string, auth: { readonly user: string; readonly password: string }): boolean {
  const wanted = `Basic ${Buffer.from(`${auth.user}:${auth.password}`).toString('base64')}`;
  return timingSafeEqual(sha256(given), sha256(wanted));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { status }: { readonly status: number },
): void {
  if (status === 401) response.setHeader('www-authenticate', 'Basic realm="playground"');
  response.writeHead(status, { 'content-type': 'text/plain', connection: 'close' }).end(`${status}\n`);
  request.resume();
}

function track(calls: Set<Promise<void>>, call: ReturnType<Backend>): void {
  calls.add(call);
  void call.then(() => calls.delete(call));
}

async function closeConnections(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
