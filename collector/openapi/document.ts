import type { CallerRole } from '../../protocol/caller-role.ts';
import { API_ERROR } from '../../protocol/collector-schema.ts';
import type { JsonObject, JsonValue } from '../../protocol/json.ts';
import { objectIn } from '../../protocol/json-read.ts';
import type { JsonSchema } from '../../protocol/schema.ts';
import { ANSWERS, NAMED } from './answers.ts';

/** A route as the server has it. */
export interface DescribedRoute {
  readonly method: string;
  /** As it is registered: `/v1/approvals/:id`, `/feed/*`. */
  readonly url: string;
  readonly body: JsonSchema | null;
  readonly query: JsonSchema | null;
  readonly params: JsonSchema | null;
  /** Who may call it; null: whoever asks. */
  readonly roles: readonly CallerRole[] | null;
}

/** The API as OpenAPI 3.1.1, whose schemas are JSON Schema: those that requests are held against. */
export function openApiDocument(routes: readonly DescribedRoute[]): JsonObject {
  const sorted = routes.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  const paths: Record<string, JsonObject> = {};
  for (const route of sorted) {
    const path = pathOf(route.url);
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Countersign collector',
      version: '1',
      summary: 'Takes the records of agents, holds approvals, and lets auditors search.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: {
      schemas: Object.fromEntries([...NAMED].map(([schema, name]) => [name, membersWithRefs(schema)])),
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'countersign' },
        key: { type: 'apiKey', in: 'header', name: 'x-countersign-key' },
      },
    },
  };
}

/** Method and path as they are registered. */
export function keyOf({ method, url }: Pick<DescribedRoute, 'method' | 'url'>): string {
  return `${method} ${url}`;
}

function pathOf(url: string): string {
  return url.replace(/:(\w+)/g, '{$1}').replace(/\*$/, '{path}');
}

function operationOf(route: DescribedRoute): JsonObject {
  const { body, roles } = route;
  const answer = ANSWERS[keyOf(route)];
  const parameters = [...pathParameters(route), ...queryParameters(route)];
  return {
    ...(answer === undefined ? {} : { summary: answer.summary }),
    ...(roles === null
      ? { security: [] }
      : { description: `For ${roles.join(', ')}.`, security: [{ token: [] }, { cookie: [], key: [] }] }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === null
      ? {}
      : { requestBody: { required: true, content: contentOf('application/json', body) } }),
    responses: {
      ...(answer === undefined ? {} : { [String(answer.status)]: answerOf(answer.summary, answer.body) }),
      default: answerOf('An error', { type: 'application/json', schema: API_ERROR }),
    },
  };
}

function answerOf(
  description: string,
  body: { readonly type: string; readonly schema: JsonSchema } | null,
): JsonObject {
  return { description, ...(body === null ? {} : { content: contentOf(body.type, body.schema) }) };
}

function contentOf(type: string, schema: JsonSchema): JsonObject {
  return { [type]: { schema: withRefs(schema) } };
}

function pathParameters({ url, params }: DescribedRoute): readonly JsonObject[] {
  const known = objectIn(params?.['properties']);
  return [...pathOf(url).matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: withRefs(known[name] ?? { type: 'string' }),
  }));
}

function queryParameters({ query }: DescribedRoute): readonly JsonObject[] {
  const required = query?.['required'];
  return Object.entries(objectIn(query?.['properties'])).map(([name, schema]) => ({
    name,
    in: 'query',
    required: Array.isArray(required) && required.includes(name),
    schema: withRefs(schema),
  }));
}

/** A named schema, wherever it stands, is a reference to its one definition. */
function withRefs(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(withRefs);
  const name = NAMED.get(value);
  return name === undefined ? membersWithRefs(value) : { $ref: `#/components/schemas/${name}` };
}

function membersWithRefs(schema: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withRefs(value)]));
}

function isList(value: readonly JsonValue[] | JsonObject): value is readonly JsonValue[] {
  return Array.isArray(value);
}
