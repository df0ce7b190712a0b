import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_GATEWAY_LIMITS } from './limits.ts';
import { GATEWAY_FILE, readGatewaySettings } from './settings.ts';

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'countersign-gateway-'));
});

afterEach(() => rm(home, { recursive: true, force: true }));

const MINIMAL = 'url: https://gateway.example.com\ntls: { certificate: cert.pem, key: key.pem }\n';

async function read(source: string, mode = 0o600) {
  await writeFile(join(home, GATEWAY_FILE), source, { mode });
  return readGatewaySettings(home);
}

test('what is not said is at its default', async () => {
  expect(await read(MINIMAL)).toEqual({
    url: new URL('https://gateway.example.com'),
    listen: { host: '127.0.0.1', port: 8443 },
    tls: { certificate: join(home, 'cert.pem'), key: join(home, 'key.pem') },
    identity: { collectorActor: 'mixed', issuers: [] },
    passthrough: new Set(),
    backstop: null,
    limits: DEFAULT_GATEWAY_LIMITS,
  });
});

test('the example of the manual is read, with the backstop that it may have', async () => {
  const manual = await readFile(new URL('../../docs/gateway.md', import.meta.url), 'utf8');
  const blocks = [...manual.matchAll(/```yaml\n(.*?)```/gsu)].map(([, yaml = '']) => yaml);
  const whole = blocks.find((yaml) => yaml.includes('\nurl: ')) ?? '';
  const backstop = blocks.find((yaml) => yaml.startsWith('backstop:')) ?? '';
  expect(await read(`${whole}${backstop}`)).toMatchObject({
    url: new URL('https://gateway.example.com'),
    identity: { issuers: [{ provider: 'github-actions', personClaim: 'actor' }] },
    passthrough: new Set(['api.githubcopilot.com:443']),
    backstop: { records: expect.anything() as unknown },
  });
});

test('issuers name nobody of anybody else, and clients’ own rights pass where it is said', async () => {
  const settings = await read(`${MINIMAL}
listen: { host: 0.0.0.0, port: 443 }
identity:
  issuers:
    - issuer: https://token.actions.githubusercontent.com
      audience: https://gateway.example.com
      require: { repository_owner_id: ['1234'] }
passthrough: [api.githubcopilot.com, 'git.example.com:8443']
limits: { maxVisitors: 10 }
`);
  expect(settings).toMatchObject({
    identity: {
      collectorActor: null,
      issuers: [
        {
          ...{ actor: 'ci', subjectClaim: 'sub', groupsClaim: 'groups', claims: [] },
          ...{ provider: null, personClaim: null, groups: [] },
          ...{
            subjectPrefix: 'token.actions.githubusercontent.com/',
            require: { repository_owner_id: ['1234'] },
          },
        },
      ],
    },
    passthrough: new Set(['api.githubcopilot.com:443', 'git.example.com:8443']),
    limits: { maxVisitors: 10, maxChecks: DEFAULT_GATEWAY_LIMITS.maxChecks },
  });
});

test.each([
  ['github.com', 'https://api.github.com/'],
  ['acme.ghe.com', 'https://api.acme.ghe.com/'],
  ['git.example.com:8443', 'https://git.example.com:8443/api/v3'],
])('statuses of %s are posted at %s', async (host, api) => {
  const { backstop } = await read(
    `${MINIMAL}backstop: { hosts: ['${host}'], records: 'https://x.example' }\n`,
  );
  expect(backstop?.apis.get(host)?.href).toBe(api);
  expect(backstop?.context).toBe('countersign/approved');
});

describe('refused, with its place:', () => {
  test.each([
    ['no settings', '', '/'],
    ['an address in the clear', MINIMAL.replace('https', 'http'), '/url'],
    ['an address with a path', MINIMAL.replace('.com', '.com/git'), '/url'],
    ['a name that means nothing', `${MINIMAL}hosts: []\n`, 'hosts'],
    [
      'an actor that no token shows',
      `${MINIMAL}identity: { collector: { actor: human } }\n`,
      '/identity/collector/actor',
    ],
    [
      'an issuer in the clear',
      `${MINIMAL}identity: { issuers: [{ issuer: 'http://x.example', audience: y }] }\n`,
      '/identity/issuers',
    ],
    [
      'pipelines by a name that may become somebody else’s',
      `${MINIMAL}identity: { issuers: [{ issuer: 'https://x.example', audience: y, provider: github-actions, require: { repository: [a/b] } }] }\n`,
      'repository_id',
    ],
    [
      'people by the rules of pipelines',
      `${MINIMAL}identity: { issuers: [{ issuer: 'https://x.example', audience: y, actor: mixed, provider: gitlab-ci }] }\n`,
      'actor',
    ],
    [
      'pipelines of everybody',
      `${MINIMAL}identity: { issuers: [{ issuer: 'https://x.example', audience: y }] }\n`,
      'require',
    ],
    [
      'a host in another spelling than that of paths',
      `${MINIMAL}passthrough: ['github.com:443']\n`,
      '/passthrough',
    ],
    ['a host that is none', `${MINIMAL}passthrough: ['1.2.3']\n`, '/passthrough'],
    ['a limit of nothing', `${MINIMAL}limits: { maxVisitors: 0 }\n`, '/limits/maxVisitors'],
  ])('%s', async (_what, source, place) => {
    await expect(read(source)).rejects.toMatchObject({
      code: 'bad-settings',
      message: expect.stringContaining(place),
    });
  });

  test('a file that others can read', async () => {
    await expect(read(MINIMAL, 0o644)).rejects.toMatchObject({ code: 'bad-settings' });
  });

  test('none at all', async () => {
    await expect(readGatewaySettings(home)).rejects.toMatchObject({ code: 'bad-settings' });
  });
});
