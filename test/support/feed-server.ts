import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { join } from 'node:path';

/** A web host that serves a folder; with `answer` set it answers so instead, where that returns true. */
export interface FeedServer {
  readonly url: string;
  /** Paths that were asked for, with their status, oldest first. */
  readonly asked: readonly string[];
  /** Answers with other bytes: null for 404, undefined for what the folder has. */
  replace(change: (path: string, bytes: Buffer | null) => Buffer | null | undefined): void;
  /** Takes the whole answering over. */
  take(listener: ((request: IncomingMessage, response: ServerResponse) => boolean) | null): void;
  /** A copy of what is served now, by path. */
  snapshot(paths: readonly string[]): Promise<ReadonlyMap<string, Buffer>>;
  close(): Promise<void>;
}

export async function startFeedServer(folder: string): Promise<FeedServer> {
  let change: (path: string, bytes: Buffer | null) => Buffer | null | undefined = () => undefined;
  let taken: ((request: IncomingMessage, response: ServerResponse) => boolean) | null = null;
  const asked: string[] = [];
  const read = (path: string): Promise<Buffer | null> => readFile(join(folder, path)).catch(() => null);
  const listener: RequestListener = (request, response) => {
    if (taken?.(request, response) === true) return;
    const path = (request.url ?? '').replace(/^\/feed\//, '');
    void read(path).then((original) => {
      const replaced = change(path, original);
      const bytes = replaced === undefined ? original : replaced;
      asked.push(`${path} ${bytes === null ? 404 : 200}`);
      if (bytes === null) response.writeHead(404).end();
      else response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
    });
  };
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  return {
    url: `http://127.0.0.1:${port}/feed/`,
    asked,
    replace: (given) => {
      change = given;
    },
    take: (given) => {
      taken = given;
    },
    async snapshot(paths) {
      const files = new Map<string, Buffer>();
      for (const path of paths) {
        const bytes = await read(path);
        if (bytes !== null) files.set(path, bytes);
      }
      return files;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
