import type { FastifyInstance } from 'fastify';
import { FEED_HEADER } from '../../protocol/collector-api.ts';
import { ApiFault } from '../api-fault.ts';
import type { FeedFiles } from './feed-files.ts';

/** The policy feed as files, for everybody: it is signed, and holds no secret. */
export function feedRoutes(routes: FastifyInstance, files: FeedFiles): void {
  routes.get<{ Params: { '*': string } }>('/feed/*', async ({ params, headers }, reply) => {
    const file = await files.read(params['*']);
    if (file === null) throw new ApiFault('not-found', 'the policy feed has no such file');
    reply.headers({ etag: file.etag, 'cache-control': file.isImmutable ? IMMUTABLE : 'no-cache' });
    if (headers['if-none-match'] === file.etag) return reply.code(304).send();
    return reply.type('application/octet-stream').send(file.bytes);
  });
}

/** Says with every answer of these routes which timestamp the feed has. */
export function hintAtFeed(routes: FastifyInstance, files: FeedFiles): void {
  routes.addHook('onRequest', async (_request, reply) => {
    const version = await files.version();
    if (version !== null) reply.header(FEED_HEADER, String(version));
  });
}

const IMMUTABLE = 'public, max-age=31536000, immutable';
