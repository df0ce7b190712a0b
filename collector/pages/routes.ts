import type { FastifyInstance, FastifyReply } from 'fastify';
import { ApiFault } from '../api-fault.ts';
import { INDEX, type PageFiles } from './page-files.ts';

/** Addresses that are pages. The one document shows each of them, and reads nothing before a sign-in. */
const PAGES = [
  '/',
  '/approvals/:id',
  '/activity',
  '/activity/:session',
  '/overview',
  '/log',
  '/policy',
  '/settings',
] as const;

/** The built pages, for whoever asks: they hold nothing of anybody. */
export function pageRoutes(routes: FastifyInstance, files: PageFiles): void {
  for (const page of PAGES) routes.get(page, async (_request, reply) => send(reply, files, INDEX));
  routes.get<{ Params: { name: string } }>('/assets/:name', async ({ params }, reply) =>
    send(reply, files, params.name),
  );
}

function send(reply: FastifyReply, files: PageFiles, name: string): FastifyReply {
  const file = files.get(name);
  if (file === undefined) throw new ApiFault('not-found', 'the pages have no such file');
  return reply
    .headers({
      'content-type': file.type,
      'cache-control': 'no-cache',
      'content-security-policy': PAGE_POLICY,
    })
    .send(file.bytes);
}

/** Nothing inline, nothing from elsewhere, and no text becomes HTML but through the templates of Lit. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html',
].join('; ');
