import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { parseTilePath, tileFilePath } from '../../protocol/merkle/tile.ts';
import { ApiFault } from '../api-fault.ts';
import { CHECKPOINT_FILE } from './publish.ts';

/**
 * The log as files (C2SP tlog-tiles), for everybody. What a caller names is read as numbers, and the path is
 * made of those.
 */
export function logRoutes(routes: FastifyInstance, directory: string): void {
  routes.get('/log/checkpoint', async (_request, reply) => {
    const note = await readOrFault(join(directory, CHECKPOINT_FILE));
    return asFile(reply, 'text/plain; charset=utf-8', 'no-cache').send(note);
  });
  routes.get<{ Params: { '*': string } }>('/log/tile/*', async ({ params }, reply) => {
    const file = parseTilePath(`tile/${params['*']}`);
    if (file === null) throw notFound();
    const bytes = await readOrFault(join(directory, tileFilePath(file)));
    return asFile(reply, 'application/octet-stream', IMMUTABLE).send(bytes);
  });
}

const IMMUTABLE = 'public, max-age=31536000, immutable';

function asFile(reply: FastifyReply, type: string, caching: string): FastifyReply {
  return reply.headers({ 'content-type': type, 'cache-control': caching });
}

async function readOrFault(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw notFound();
    throw error;
  }
}

function notFound(): ApiFault {
  return new ApiFault('not-found', 'the log has no such file');
}
