import type { FastifyInstance, RouteOptions } from 'fastify';
import type { JsonObject } from '../../protocol/json.ts';
import type { JsonSchema } from '../../protocol/schema.ts';
import { type DescribedRoute, openApiDocument } from './document.ts';

/** What people's programs call; the pages are for browsers. */
const API = /^\/(?:v1\/|log\/|feed\/|healthz$|readyz$|openapi\.json$)/;

/** Serves the description of every route that the server gets after this. It says what is there, and of nobody. */
export function openApiRoute(server: FastifyInstance): void {
  const routes: DescribedRoute[] = [];
  server.addHook('onRoute', (route) => {
    if (API.test(route.url) && route.method !== 'HEAD') routes.push(describe(route));
  });
  let document: JsonObject | null = null;
  server.get('/openapi.json', async () => {
    document ??= openApiDocument(routes);
    return document;
  });
}

/** Routes are registered with one method each. */
function describe({ method, url, schema, config }: RouteOptions): DescribedRoute {
  return {
    method: String(method),
    url,
    body: schemaIn(schema?.body),
    query: schemaIn(schema?.querystring),
    params: schemaIn(schema?.params),
    roles: config?.roles ?? null,
  };
}

function schemaIn(schema: unknown): JsonSchema | null {
  return typeof schema === 'object' && schema !== null ? (schema as JsonSchema) : null;
}
