import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Journal } from '../audit/journal.ts';
import { endToEnd, withoutHeaders } from '../core/http/headers.ts';
import type { Target } from './client.ts';
import { NOBODY, type TurnedAway } from './listener-refusal.ts';
import type { Upstream, UpstreamRequest, UpstreamResponse } from './upstream.ts';
import { UpstreamError } from './upstream-error.ts';

/** What the agent may read of one repository to judge one exchange, with the requester's own right. */
export interface ReadGrant {
  readonly exchange: string;
  readonly session: string;
  readonly target: Target;
  /** The repository's path as the client sent it, `/octo-org/demo.git`. */
  readonly repositoryPath: string;
  /** The requester's `Authorization`; it never leaves this process except to `target`. */
  readonly authorization: string | null;
  /** A longer answer is cut, so that git cannot use it; left out, an answer may have any length. */
  readonly maxAnswerBytes?: number;
  readonly signal: AbortSignal;
}

export interface GrantedRead {
  /** Where a git process of ours fetches from. */
  readonly url: string;
  /** `Name: value` that it must send; good until `revoke`. Passed by environment, never by argument. */
  readonly header: string;
  /** What kept a read from being put on record, so that it was not done; null when each was. */
  unrecorded(): unknown;
  /** The status of the host's last answer; null when that was what was asked for. */
  refusedWith(): number | null;
  /** Why the host could not be asked the last time; null when it could. */
  fault(): unknown;
  /** Whether an answer was longer than it may be. */
  wasCut(): boolean;
  revoke(): void;
}

export interface OwnReads {
  grant(grant: ReadGrant): GrantedRead;
  close(): Promise<void>;
}

const HEADER = 'x-countersign-read';

interface Granted {
  readonly grant: ReadGrant;
  unrecorded: unknown;
  refusedWith: number | null;
  fault: unknown;
  wasCut: boolean;
}

export interface OwnReadsPorts {
  readonly upstream: Upstream;
  readonly journal: Pick<Journal, 'append'>;
  /** Somebody at the door who is no git process of the agent's, or one that asks for what was not granted. */
  readonly refused: (what: TurnedAway) => void;
  readonly fault: (cause: unknown) => void;
}

/**
 * A loopback door for the agent's own git processes, and what asks in their place. They hold no credential and need
 * no trust settings: what they ask for here goes out through the agent's one upstream, with the requester's
 * credential added, and each read has a record. Only fetching is possible, only from the granted repository, only
 * while it is judged.
 */
export async function openOwnReads(ports: OwnReadsPorts): Promise<OwnReads> {
  const door = new Door(ports);
  await door.listen();
  return door;
}

/** Owner of what is granted, by the key to it. */
class Door implements OwnReads {
  readonly #ports: OwnReadsPorts;
  readonly #grants = new Map<string, Granted>();
  readonly #server: Server;

  constructor(ports: OwnReadsPorts) {
    this.#ports = ports;
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((cause: unknown) => {
        ports.fault(cause);
        if (response.headersSent) response.destroy();
        else response.writeHead(statusOf(cause)).end();
      });
    });
  }

  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', resolve);
    });
  }

  grant(grant: ReadGrant): GrantedRead {
    const key = randomBytes(32).toString('base64url');
    const granted: Granted = { grant, unrecorded: null, refusedWith: null, fault: null, wasCut: false };
    this.#grants.set(key, granted);
    const { port } = this.#server.address() as AddressInfo;
    return {
      url: `http://127.0.0.1:${port}/repository.git`,
      header: `${HEADER}: ${key}`,
      unrecorded: () => granted.unrecorded,
      refusedWith: () => granted.refusedWith,
      fault: () => granted.fault,
      wasCut: () => granted.wasCut,
      revoke: () => void this.#grants.delete(key),
    };
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const key = request.headers[HEADER];
    const granted = typeof key === 'string' ? this.#grants.get(key) : undefined;
    const wanted = granted === undefined ? null : readOf(request);
    if (granted === undefined || wanted === null) {
      const { target } = granted?.grant ?? {};
      this.#ports.refused(target === undefined ? STRANGER : { ...NO_READ, target });
      return void response.writeHead(404).end();
    }
    await this.#record(granted, wanted);
    const { grant } = granted;
    const answer = await this.#ask(granted, {
      target: grant.target,
      method: wanted.method,
      path: `${grant.repositoryPath}${wanted.path}`,
      rawHeaders: headersFor(request, grant),
      body: wanted.method === 'POST' ? request : null,
      contentLength: null,
      signal: grant.signal,
    });
    granted.refusedWith = answer.status >= 300 ? answer.status : null;
    response.writeHead(answer.status, withoutHeaders(endToEnd(answer.rawHeaders), ['content-length']));
    if (grant.maxAnswerBytes === undefined) return pipeline(answer.body, response);
    await pipeline(answer.body, upTo(grant.maxAnswerBytes, granted), response);
  }

  async #ask(granted: Granted, what: UpstreamRequest): Promise<UpstreamResponse> {
    try {
      const answer = await this.#ports.upstream.request(what);
      granted.fault = null;
      return answer;
    } catch (cause) {
      granted.fault = cause;
      throw cause;
    }
  }

  async #record(granted: Granted, { record }: Wanted): Promise<void> {
    const { session, exchange, target, repositoryPath } = granted.grant;
    const detail = { host: target.host, port: target.port, path: `${repositoryPath}${record}` };
    try {
      await this.#ports.journal.append({ event: 'agent.read', session, exchange, detail });
    } catch (cause) {
      granted.unrecorded = cause;
      throw cause;
    }
  }
}

/** 502 where a connection broke, which another one may mend; 504 where there is none to be had. */
function statusOf(cause: unknown): 502 | 504 {
  return cause instanceof UpstreamError && cause.code !== 'broken' ? 504 : 502;
}

/** Passes on what comes, and fails with the first byte that is too many. */
function upTo(maxBytes: number, granted: Granted): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      granted.wasCut ||= bytes > maxBytes;
      if (granted.wasCut) done(new Error('the answer is longer than it may be'));
      else done(null, chunk);
    },
  });
}

const STRANGER: TurnedAway = {
  step: 'identify',
  code: 'unknown-session',
  reason: 'the agent’s own reads were asked for without the key to them',
  ...NOBODY,
};

const NO_READ: TurnedAway = {
  step: 'accept',
  code: 'malformed',
  reason: 'the agent’s own reads were asked for something that is no fetch',
  ...NOBODY,
};

interface Wanted {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly record: string;
}

/** The two requests of a fetch (gitprotocol-http, "Smart Clients"), and no other. */
function readOf(request: IncomingMessage): Wanted | null {
  const route = `${request.method} ${request.url}`;
  if (route === 'GET /repository.git/info/refs?service=git-upload-pack') {
    return { method: 'GET', path: '/info/refs?service=git-upload-pack', record: '/info/refs' };
  }
  if (route === 'POST /repository.git/git-upload-pack') {
    return { method: 'POST', path: '/git-upload-pack', record: '/git-upload-pack' };
  }
  return null;
}

const PASSED_ON = new Set([
  'accept',
  'accept-encoding',
  'content-type',
  'content-encoding',
  'git-protocol',
  'user-agent',
]);

function headersFor(request: IncomingMessage, grant: ReadGrant): readonly string[] {
  const { host, port } = grant.target;
  const named = host.includes(':') ? `[${host}]` : host;
  const headers = ['Host', port === 443 ? named : `${named}:${port}`];
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] ?? '';
    if (PASSED_ON.has(name.toLowerCase())) headers.push(name, request.rawHeaders[index + 1] ?? '');
  }
  if (grant.authorization !== null) headers.push('Authorization', grant.authorization);
  return headers;
}
