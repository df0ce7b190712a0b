import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import type { CredentialScope, PermissionLevel } from '../../protocol/verdict.ts';
import type { CredentialPurpose } from './broker.ts';
import { githubAppProvider } from './github-app.ts';

const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** What GitHub is asked for; it gives just that. */
async function asked(purpose: CredentialPurpose, scope: CredentialScope | null): Promise<unknown> {
  const bodies: unknown[] = [];
  const provider = githubAppProvider({
    appId: '1',
    key,
    api: new URL('https://api.github.test'),
    installation: 7,
    permissions: {},
    clock: () => new Date(),
    call: async ({ body }) => {
      bodies.push(body);
      const { permissions } = body as { permissions: Record<string, PermissionLevel> };
      return {
        status: 201,
        json: { token: 'made-for-a-test', permissions, repositories: [{ full_name: 'o/r' }] },
      };
    },
  });
  const request = { host: 'github.test', port: 443, repository: 'o/r', session: 's', exchange: 'x' };
  await provider.provide({ ...request, purpose, scope }, AbortSignal.timeout(10_000));
  return bodies[0];
}

const WIDE: CredentialScope = {
  reach: 'repository',
  permissions: { administration: 'admin', contents: 'admin', constructor: 'admin' } as const,
  lifetimeMs: 60_000,
};
const CEILING: CredentialScope = { ...WIDE, within: 'purpose' };

test.each<readonly [string, CredentialPurpose, CredentialScope | null, object]>([
  ['what a push takes', 'git.write', null, { contents: 'write', metadata: 'read' }],
  ['what a rule lists', 'git.write', WIDE, WIDE.permissions],
  ['no more than a push takes', 'git.write', CEILING, { contents: 'write' }],
  ['less than that', 'git.write', { ...CEILING, permissions: { contents: 'read' } }, { contents: 'read' }],
  ['nothing in common', 'git.read', { ...CEILING, permissions: { issues: 'write' } }, { metadata: 'read' }],
])('the token is good for %s', async (_, purpose, scope, permissions) => {
  expect(await asked(purpose, scope)).toEqual({ permissions, repositories: ['r'] });
});

test('a call that is given nothing is given nothing by what only narrows', async () => {
  await expect(asked('api.call', CEILING)).rejects.toMatchObject({ code: 'cannot-narrow' });
});
