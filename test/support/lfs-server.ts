import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { emptyRepository } from './played-host.ts';
import type { KeyPair } from './raw-wire.ts';

export interface AskedOfLfs {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/**
 * A server of Git LFS (git-lfs, docs/api) with its storage at another path, where only the right that it gave in the
 * answer of a batch opens anything. To git itself every repository is empty.
 */
export interface LfsServer {
  readonly port: number;
  readonly objects: Map<string, Buffer>;
  readonly asked: readonly AskedOfLfs[];
  /** What it says of objects from now on in the place of its own places; null: those again. */
  lead(actions: ((pointer: LfsPointer) => object) | null): void;
  close(): Promise<void>;
}

export interface LfsPointer {
  readonly oid: string;
  readonly size: number;
}

interface LfsServerOptions {
  readonly certificate: KeyPair;
  readonly host: string;
  /** Whom it lets in, by what stands in `Authorization`. */
  readonly admits: (authorization: string) => boolean;
}

export const STORAGE_RIGHT = 'RemoteAuth opens-one-object';
const JSON_TYPE = 'application/vnd.git-lfs+json';

export async function startLfsServer({ certificate, host, admits }: LfsServerOptions): Promise<LfsServer> {
  const asked: AskedOfLfs[] = [];
  const objects = new Map<string, Buffer>();
  let led: ((pointer: LfsPointer) => object) | null = null;
  const server = createServer({ key: certificate.key, cert: certificate.cert });
  const port = (): number => (server.address() as AddressInfo).port;
  const place = (path: string): object => ({
    href: `https://${host}:${port()}${path}`,
    header: { Authorization: STORAGE_RIGHT },
    expires_in: 600,
  });

  function actionsFor(operation: string, { oid, size }: LfsPointer): object {
    if (led !== null) return led({ oid, size });
    const own = { [operation]: place(`/storage/${oid}`) };
    if (operation === 'upload') return objects.has(oid) ? {} : { ...own, verify: place('/storage/verify') };
    return own;
  }

  function batch({
    operation,
    objects: wanted,
  }: Readonly<{ operation: string; objects: LfsPointer[] }>): object {
    const answered = wanted.map((pointer) =>
      operation === 'download' && !objects.has(pointer.oid)
        ? { ...pointer, error: { code: 404, message: 'not here' } }
        : { ...pointer, authenticated: true, actions: actionsFor(operation, pointer) },
    );
    return { transfer: 'basic', objects: answered, hash_algo: 'sha256' };
  }

  function storage({ method, path, body }: AskedOfLfs, response: ServerResponse): void {
    if (path === '/storage/verify') {
      const { oid, size } = JSON.parse(body.toString()) as LfsPointer;
      return void response.writeHead(objects.get(oid)?.length === size ? 200 : 422).end();
    }
    const oid = path.slice('/storage/'.length);
    if (method === 'GET') return void response.end(objects.get(oid));
    if (oidOf(body) !== oid) return void response.writeHead(422).end();
    objects.set(oid, body);
    response.writeHead(200).end();
  }

  function api({ path, body }: AskedOfLfs, response: ServerResponse): void {
    const answer = (value: object, status = 200): void =>
      void response.writeHead(status, { 'content-type': JSON_TYPE }).end(JSON.stringify(value));
    const lock = { id: '7', path: 'a.psd', locked_at: '2026-11-22T00:00:00Z', owner: { name: 'robin' } };
    if (path.endsWith('/objects/batch')) answer(batch(JSON.parse(body.toString())));
    else if (path.endsWith('/locks/verify')) answer({ ours: [], theirs: [lock] });
    else if (path.endsWith('/unlock')) answer({ lock });
    else if (/\/locks\?/.test(path)) answer({ locks: [lock] });
    else if (path.endsWith('/locks')) answer({ lock }, 201);
    else answer({ message: 'no such place' }, 404);
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.headers['user-agent']?.startsWith('git/') === true) return emptyRepository(request, response);
    const { method = '', url: path = '', headers } = request;
    const seen = { method, path, headers, body: await buffer(request) };
    asked.push(seen);
    const { authorization = '' } = headers;
    const isStorage = path.startsWith('/storage/');
    if (isStorage ? authorization !== STORAGE_RIGHT : !admits(authorization)) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end('{}');
    } else if (isStorage) storage(seen, response);
    else api(seen, response);
  }

  server.on('request', (request, response) => void answer(request, response).catch(() => response.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: port(),
    objects,
    asked,
    lead: (next) => {
      led = next;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export function oidOf(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
