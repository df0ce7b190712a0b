import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { ANSWERS } from '../../collector/openapi/answers.ts';
import { describeApi } from '../../collector/openapi/describe.ts';
import type { JsonObject, JsonValue } from '../../protocol/json.ts';
import { objectIn } from '../../protocol/json-read.ts';

let document: JsonObject;
let ajv: Ajv2020;
let operations: readonly { readonly key: string; readonly path: string; readonly operation: JsonObject }[];

beforeAll(async () => {
  document = await describeApi();
  ajv = new Ajv2020({ allowUnionTypes: true, formats: { binary: true }, keywords: ['components'] });
  ajv.addSchema({ $id: 'https://example.com/api', components: document['components'] });
  operations = Object.entries(objectIn(document['paths'])).flatMap(([path, methods]) =>
    Object.entries(objectIn(methods)).map(([method, operation]) => ({
      key: `${method.toUpperCase()} ${path.replace('{path}', '*').replace(/\{(\w+)\}/g, ':$1')}`,
      path,
      operation: objectIn(operation),
    })),
  );
});

/** OpenAPI 3.1.1, "Schema Object": JSON Schema 2020-12. */
function compiles(schema: JsonValue): boolean {
  const text = JSON.stringify(schema).replaceAll('"#/components', '"https://example.com/api#/components');
  ajv.compile(JSON.parse(text) as object);
  return true;
}

test('every route that is served is described, with its answer, and no other', () => {
  expect(operations.map(({ key }) => key).toSorted()).toEqual(Object.keys(ANSWERS).toSorted());
});

test('it is OpenAPI 3.1', () => {
  expect(document).toMatchObject({ openapi: '3.1.1', info: { title: expect.any(String), version: '1' } });
});

describe('every operation', () => {
  test('answers with a schema, or with nothing where that is meant, and with the one form of errors', () => {
    for (const { key, operation } of operations) {
      const responses = objectIn(operation['responses']);
      expect(responses, key).toMatchObject({
        default: { content: { 'application/json': { schema: { $ref: '#/components/schemas/ApiError' } } } },
      });
      const { status = 0, body } = ANSWERS[key] ?? {};
      const content = Object.values(objectIn(objectIn(responses[String(status)])['content']));
      expect(content.length, key).toBe(body === null ? 0 : 1);
      for (const each of content) expect(compiles(objectIn(each)['schema'] ?? null), key).toBe(true);
    }
  });

  test('that takes a body has a schema for it', () => {
    const takers = operations.filter(({ operation }) => operation['requestBody'] !== undefined);
    expect(takers.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['POST /v1/records', 'POST /v1/approvals']),
    );
    for (const { key, operation } of takers) {
      const content = objectIn(objectIn(operation['requestBody'])['content']);
      expect(compiles(objectIn(content['application/json'])['schema'] ?? null), key).toBe(true);
    }
  });

  test('declares what stands in its path, and each parameter once', () => {
    for (const { key, path, operation } of operations) {
      const parameters = (operation['parameters'] ?? []) as readonly JsonObject[];
      const inPath = parameters.filter((each) => each['in'] === 'path').map(({ name }) => name);
      expect(inPath, key).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      expect(new Set(parameters.map((each) => JSON.stringify([each['in'], each['name']]))).size).toBe(
        parameters.length,
      );
      for (const { schema = null } of parameters) expect(compiles(schema), key).toBe(true);
    }
  });

  test('under /v1 says who may call it, but for those that sign in', () => {
    const open = operations.filter(({ operation }) => JSON.stringify(operation['security']) === '[]');
    expect(
      open
        .map(({ key }) => key)
        .filter((key) => key.includes('/v1/'))
        .toSorted(),
    ).toEqual([
      'GET /v1/login',
      'GET /v1/login/callback',
      'GET /v1/sign-in',
      'POST /v1/ci-tokens',
      'POST /v1/login/session',
      'POST /v1/session',
      'POST /v1/step-ups',
    ]);
  });
});

test('every reference leads to a definition', () => {
  const defined = Object.keys(objectIn(objectIn(document['components'])['schemas']));
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
  expect(references.length).toBeGreaterThan(20);
  for (const [, name = ''] of references) expect(defined).toContain(name);
});
