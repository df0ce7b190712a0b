import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestCollector, type TestCollector } from '../../test/support/collector.ts';
import type { Role } from '../identity/caller.ts';

let collector: TestCollector;

beforeAll(async () => {
  collector = await openTestCollector({ maxListedTokens: 3 });
});

afterAll(() => collector.close());

async function get(path: string, role: Role): Promise<Response> {
  const headers = { authorization: `Bearer ${await collector.token(role)}` };
  return fetch(`${collector.url}${path}`, { headers });
}

test('an auditor sees how it is set up, and no secret', async () => {
  const answer = await get('/v1/configuration', 'auditor');
  const text = await answer.text();
  expect(JSON.parse(text)).toMatchObject({
    url: null,
    isEncrypted: false,
    provider: null,
    targets: [],
    limits: { maxListedTokens: 3 },
    tokens: [{ name: 'admin' }, { name: 'agent', role: 'agent', subject: 'developer', expiresAt: null }, {}],
  });
  for (const role of ['agent', 'reviewer', 'auditor', 'developer'] as const)
    expect(text).not.toContain(await collector.token(role));
  expect(Object.keys(JSON.parse(text).tokens[0]).sort()).toEqual(['expiresAt', 'name', 'role', 'subject']);
});

test.each(['/v1/configuration', '/v1/feed'])('%s is for auditors', async (path) => {
  expect((await get(path, 'auditor')).status).toBe(200);
  for (const role of ['agent', 'reviewer', 'developer'] as const)
    expect((await get(path, role)).status).toBe(403);
});
