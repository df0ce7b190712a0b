import { describe, expect, it } from 'vitest';
import { toldClient } from '../../../test/support/told-client.ts';
import type { Target } from '../client.ts';
import type { ExchangePorts } from '../ports.ts';
import type { Identified } from '../stages.ts';
import { classify } from './classify.ts';

const GITHUB: Target = { scheme: 'https', host: 'github.com', port: 443 };
/** What it takes for a secret stands in no path but one. */
const MASKING = {
  of: () => ({ detector: { scan: (text: string) => (text.includes('hush') ? [{ rule: 'test' }] : []) } }),
};
const HOSTS = [{ suffix: 'github.com', kind: 'git' }];

async function classified(
  [method, path]: readonly [string, string],
  target: Target = GITHUB,
  {
    policy = async () => ({ hosts: HOSTS }),
    rawHeaders = [],
  }: { readonly policy?: () => Promise<unknown>; readonly rawHeaders?: readonly string[] } = {},
) {
  const spoken: string[] = [];
  const { request } = toldClient({ method, path, target, rawHeaders });
  const identified = {
    client: request,
    session: { id: 's1' },
    answer: { speakAdvertisement: (service: string) => spoken.push(service), speak: () => {} },
  } as unknown as Identified;
  const { route } = await classify(identified, {
    policy,
    endpoints: { has: () => false },
    masking: MASKING,
  } as unknown as ExchangePorts);
  const { client: _client, ...rest } = route;
  return { route: rest, spoken };
}

const REFUSED: readonly (readonly [what: string, request: readonly [string, string], code: string])[] = [
  ['an upload of LFS elsewhere', ['PUT', `/o/r.git/info/lfs/objects/${'a'.repeat(64)}`], 'unknown-operation'],
  ['a secret in the id of a lock', ['POST', '/o/r.git/info/lfs/locks/hush/unlock'], 'cannot-mask'],
  ['the dumb protocol', ['GET', '/o/r.git/info/refs'], 'unknown-operation'],
  ['a form that is no sign-in', ['POST', '/o/r/settings'], 'unknown-operation'],
  ['a method of its own', ['PROPFIND', '/o/r'], 'unknown-operation'],
  ['another query than git sends', ['GET', '/o/r.git/info/refs?service=git-upload-pack&x=1'], 'malformed'],
  ['a secret in a path that is on record', ['GET', '/o/hush/settings'], 'cannot-mask'],
  ['a secret in it that is escaped', ['GET', '/o/h%75sh'], 'cannot-mask'],
  ['a path with a way up', ['POST', '/o/r/../x.git/git-receive-pack'], 'malformed'],
];

it.each(REFUSED)('refuses on a governed host: %s', async (_what, request, code) => {
  await expect(classified(request)).rejects.toMatchObject({ step: 'classify', code });
});

it.each([
  'X-HTTP-Method-Override',
  'x_http_method_override',
  'X_Method-Override',
  'X-Original-URL',
  'X-Forwarded-Prefix',
])('refuses a request that %s gives another method or path', async (name) => {
  const request = classified(['GET', '/o/r'], GITHUB, { rawHeaders: ['Accept', '*/*', name, '/x'] });
  await expect(request).rejects.toMatchObject({ code: 'malformed' });
});

it('refuses a governed host over plain HTTP', async () => {
  const plain: Target = { ...GITHUB, scheme: 'http', port: 80 };
  await expect(classified(['GET', '/'], plain)).rejects.toMatchObject({ code: 'unknown-operation' });
});

it('refuses everything while there is no policy', async () => {
  const none = (): Promise<never> => Promise.reject(new Error('it does not compile'));
  await expect(classified(['GET', '/'], GITHUB, { policy: none })).rejects.toMatchObject({
    code: 'no-policy',
  });
});

const REPOSITORY = { id: 'github.com/o/r', host: 'github.com', path: 'o/r' };

it.each([
  [['POST', '/o/r.git/git-receive-pack'], { kind: 'git.push', repository: REPOSITORY }],
  [['POST', '/o/r/git-upload-pack'], { kind: 'git.fetch', repository: REPOSITORY, lfs: null }],
  [['POST', '/o/r.git/info/lfs/objects/batch'], { kind: 'git.fetch', repository: REPOSITORY, lfs: 'batch' }],
  [
    ['GET', `/o/r.git/info/lfs/objects/${'a'.repeat(64)}`],
    { kind: 'git.fetch', repository: REPOSITORY, lfs: 'object' },
  ],
  [
    ['PUT', `/o/r.git/info/lfs/objects/${'a'.repeat(64)}/7`],
    { kind: 'lfs', repository: REPOSITORY, ask: { kind: 'upload', oid: 'a'.repeat(64), size: 7 } },
  ],
  [
    ['GET', '/o/r.git/info/lfs/locks'],
    { kind: 'lfs', repository: REPOSITORY, ask: { kind: 'locks', call: 'read' } },
  ],
  [['GET', '/o/r?tab=code'], { kind: 'host.read', path: '/o/r' }],
  [['POST', '/login/oauth/access_token'], { kind: 'host.read', path: '/login/oauth/access_token' }],
] as const)('knows %j', async (request, route) => {
  expect(await classified(request)).toEqual({ route, spoken: [] });
});

it('answers an advertisement in Git’s words from then on', async () => {
  const { route, spoken } = await classified(['GET', '/o/r.git/info/refs?service=git-receive-pack']);
  expect(route).toEqual({ kind: 'git.advertise', service: 'git-receive-pack', repository: REPOSITORY });
  expect(spoken).toEqual(['git-receive-pack']);
});

it('takes another port for another repository', async () => {
  const { route } = await classified(['POST', '/o/r.git/git-receive-pack'], { ...GITHUB, port: 8443 });
  expect(route).toMatchObject({ repository: { id: 'github.com:8443/o/r', host: 'github.com:8443' } });
});

it('asks nothing of an ungoverned host but its name', async () => {
  const target: Target = { scheme: 'http', host: 'example.com', port: 80 };
  expect((await classified(['PROPFIND', '/x'], target)).route).toEqual({ kind: 'plain' });
});

describe('a tunnel', () => {
  const tunnelTo = (host: string, policy: () => Promise<unknown> = async () => ({ hosts: HOSTS })) => {
    const client = { kind: 'tunnel', target: { ...GITHUB, host } };
    return classify(
      { client } as unknown as Identified,
      { policy, endpoints: { has: () => false }, masking: MASKING } as unknown as ExchangePorts,
    );
  };

  it('leads to an ungoverned host', async () => {
    expect((await tunnelTo('example.test')).route.kind).toBe('tunnel');
  });

  it.each(['github.com', 'GITHUB.com', 'github.com.'])(
    'is refused to %s, which the policy has come to govern',
    async (host) => {
      await expect(tunnelTo(host)).rejects.toMatchObject({ step: 'classify', code: 'unknown-operation' });
    },
  );

  it('is refused while there is no policy', async () => {
    await expect(tunnelTo('example.test', () => Promise.reject(new Error('none')))).rejects.toMatchObject({
      code: 'no-policy',
    });
  });
});

it.each(['X-HTTP-Method-Override', 'x-http-method', 'X-Method-Override', 'X-Original-URL', 'X-Rewrite-URL'])(
  'refuses a method or path in disguise: %s',
  async (name) => {
    const { request } = toldClient({ method: 'GET', path: '/o/r', target: GITHUB });
    const identified = {
      client: { ...request, rawHeaders: ['Host', 'github.com', name, 'POST'] },
    } as unknown as Identified;
    const ports = { policy: async () => ({ hosts: HOSTS }) } as unknown as ExchangePorts;
    await expect(classify(identified, ports)).rejects.toMatchObject({ step: 'classify', code: 'malformed' });
  },
);
