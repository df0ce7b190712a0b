import { readFile, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localTokenPaths } from '../../collector/identity/local-tokens.ts';
import { type AskedOfGateway, askGateway, parsed, rawAtGateway } from '../support/ask-gateway.ts';
import { AUDIENCE, type GatewayWorld, openGatewayWorld } from '../support/gateway-world.ts';
import { type PlayedHost, playHost } from '../support/played-host.ts';
import { pushBody, ZERO_ID } from '../support/push-body.ts';

/** To delete a ref takes no pack. */
const NO_CLONE = { dev: { clone: '' } } as Parameters<typeof pushBody>[0];
const SECRET = 'what-the-played-host-wants';

let w: GatewayWorld;
let host: PlayedHost;
/** The played host's segment. */
let played: string;
let token: string;

beforeAll(async () => {
  w = await openGatewayWorld();
  host = await playHost(w.world.certificate);
  played = `${w.world.host}:${host.port}`;
  await w.gateway.close();
  const tokenFile = '../played-token';
  await writeFile(join(w.world.home, 'played-token'), SECRET, { mode: 0o600 });
  const own = { provider: 'stored', hosts: [w.segment], tokenFile: 'host-token' };
  const credentials = [own, { provider: 'stored', hosts: [played], tokenFile }];
  w = { ...w, gateway: await w.replica('second', { port: w.port, credentials }) };
  token = await w.token('robin');
}, 60_000);

afterAll(async () => {
  await w.gateway.close();
  await host.close();
  await w.close();
});

const advertisement = (segment: string) => `/${segment}/team/demo.git/info/refs?service=git-upload-pack`;

async function goesNowhere(asked: AskedOfGateway, status: number): Promise<void> {
  const [before, received] = [host.asked.length, w.world.server.bytesReceived()];
  const answer = await askGateway(w, { token, ...asked });
  expect([answer.status, answer.body]).toEqual([status, expect.stringContaining('countersign: ')]);
  expect([host.asked.length, w.world.server.bytesReceived()]).toEqual([before, received]);
}

describe('a path', () => {
  test.each<[string, (segment: string) => string, number]>([
    ['up to another host', (segment) => `/${segment}/../api.github.com/user`, 400],
    ['up, escaped', (segment) => `/${segment}/%2e%2e/api.github.com/user`, 400],
    ['with an escaped slash behind the host', (segment) => `/${segment}%2fteam/demo.git`, 400],
    ['with an empty segment before the host', (segment) => `/${advertisement(segment)}`, 400],
    ['with an empty segment behind it', (segment) => `/${segment}//team/demo.git/info/refs`, 400],
    ['of a host in upper case', (segment) => advertisement(segment.toUpperCase()), 400],
    ['of a host with a dot at its end', (segment) => advertisement(segment.replace(':', '.:')), 400],
    ['of an address', (segment) => advertisement(`127.0.0.1:${segment.split(':')[1] ?? ''}`), 400],
    ['with a user', (segment) => advertisement(`me:x@${segment}`), 400],
    ['of another port of the host', (segment) => advertisement(segment.replace(/:.*/, '')), 403],
    ['of a host that nobody named', () => advertisement('example.com'), 403],
    ['of the metadata of a cloud', () => '/metadata.google.internal/computeMetadata/v1/', 403],
    ['that is no Git and no API', (segment) => `/${segment}/team/demo/settings`, 403],
  ])('%s goes nowhere', async (_what, path, status) => {
    await goesNowhere({ path: path(played) }, status);
  });

  test.each([['example.com'], ['git.playground.test'], ['127.0.0.1']])(
    'is judged by itself, whatever Host says: %s',
    async (named) => {
      await goesNowhere({ path: advertisement(played), host: named }, 421);
    },
  );
});

describe('bytes', () => {
  const rows: readonly [string, (w: GatewayWorld) => readonly string[]][] = [
    ['CONNECT', () => [`CONNECT ${played} HTTP/1.1`, `Host: ${played}`]],
    [
      'a request of a proxy',
      () => [`GET https://${played}/team/demo.git/info/refs HTTP/1.1`, `Host: ${played}`],
    ],
    [
      'two lengths of a body',
      ({ port }) => [
        `POST /${played}/team/demo.git/git-upload-pack HTTP/1.1`,
        `Host: localhost:${port}`,
        ...['Content-Length: 4', 'Transfer-Encoding: chunked'],
      ],
    ],
    [
      'a coding that hides another',
      ({ port }) => [
        `POST /${played}/team/demo.git/git-upload-pack HTTP/1.1`,
        `Host: localhost:${port}`,
        'Transfer-Encoding: chunked, identity',
      ],
    ],
    [
      'two hosts',
      ({ port }) => [`GET ${advertisement(played)} HTTP/1.1`, `Host: localhost:${port}`, `Host: ${played}`],
    ],
    [
      'two tokens',
      ({ port }) => [
        `GET ${advertisement(played)} HTTP/1.1`,
        `Host: localhost:${port}`,
        `Authorization: Bearer x`,
      ],
    ],
    ['HTTP/1.0', ({ port }) => [`GET ${advertisement(played)} HTTP/1.0`, `Host: localhost:${port}`]],
  ];
  test.each(rows)('that are %s are refused, and what follows them is not read', async (_what, lines) => {
    const before = host.asked.length;
    const smuggled = `GET ${advertisement(played)} HTTP/1.1\r\nHost: localhost:${w.port}\r\nAuthorization: Bearer ${token}\r\n\r\n`;
    const given = [...lines(w), `Authorization: Bearer ${token}`, '', ''].join('\r\n');
    const text = await rawAtGateway(w, `${given}0\r\n\r\n${smuggled}`);
    expect(text).toMatch(/^HTTP\/1\.1 (?:400|505) /);
    expect(text.match(/^HTTP\/1\.1 /gm)).toHaveLength(1);
    expect(host.asked).toHaveLength(before);
  });

  test('of a request that names another method in a header go nowhere', async () => {
    const before = host.asked.length;
    const headers = ['X-HTTP-Method-Override: DELETE'];
    const { body } = await askGateway(w, { path: advertisement(played), token, headers });
    expect(body).toContain('ERR countersign: the header x-http-method-override');
    expect(host.asked).toHaveLength(before);
  });

  test('of an LFS batch that is not written as one go nowhere', async () => {
    await goesNowhere(
      {
        path: `/${played}/team/demo.git/info/lfs/objects/batch`,
        method: 'POST',
        headers: ['Content-Length: 0'],
      },
      400,
    );
  });
});

describe('a token', () => {
  const seconds = (): number => Math.floor(Date.now() / 1000);
  test.each<[string, () => Promise<string>]>([
    ['that is none', async () => 'x'],
    [
      'of somebody else’s audience',
      () => w.issuer.token({ sub: 'robin', aud: 'https://elsewhere.example.com' }),
    ],
    [
      'that has expired',
      () => w.issuer.token({ sub: 'robin', aud: AUDIENCE, iat: seconds() - 900, exp: seconds() - 600 }),
    ],
    ['that is not good yet', () => w.issuer.token({ sub: 'robin', aud: AUDIENCE, nbf: seconds() + 600 })],
    [
      'of another issuer',
      () => w.issuer.token({ iss: 'https://evil.example.com', sub: 'robin', aud: AUDIENCE }),
    ],
    [
      'signed with another key of the same name',
      () => w.issuer.token({ sub: 'robin', aud: AUDIENCE }, 'strange'),
    ],
    [
      'that nobody signed',
      async () =>
        new UnsecuredJWT({
          iss: w.issuer.issuer,
          sub: 'robin',
          aud: AUDIENCE,
          iat: seconds(),
          exp: seconds() + 60,
        }).encode(),
    ],
    [
      'of a pipeline of strangers',
      () => w.issuer.token({ sub: 'robin', aud: AUDIENCE, repository_owner_id: '2' }),
    ],
    ['that names nobody', () => w.issuer.token({ aud: AUDIENCE })],
    [
      'of the gateway itself',
      async () => (await readFile(localTokenPaths(join(w.world.home, 'collector')).gateway, 'utf8')).trim(),
    ],
  ])('%s opens nothing', async (_what, forged) => {
    await goesNowhere({ path: advertisement(played), token: await forged() }, 401);
  });

  test('that is not shown is asked for in the way that git understands', async () => {
    const { status, head } = await askGateway(w, { path: advertisement(played) });
    expect([status, head]).toEqual([401, expect.stringContaining('WWW-Authenticate: Basic')]);
  });

  test('never goes on, under whatever name it was shown', async () => {
    host.answerWith((response) => void response.writeHead(404).end());
    const basic = Buffer.from(`anything:${token}`).toString('base64');
    for (const shown of [
      `Authorization: Bearer ${token}`,
      `Authorization: Basic ${basic}`,
      `Proxy-Authorization: Basic ${basic}`,
    ]) {
      const headers = [shown, 'Cookie: session=own', 'Private-Token: own'];
      await askGateway(w, { path: advertisement(played), headers });
      const seen = host.asked.at(-1)?.headers ?? {};
      expect(seen.authorization).toBe(`Basic ${Buffer.from(`x-access-token:${SECRET}`).toString('base64')}`);
      expect(seen.host).toBe(played);
      expect(JSON.stringify(seen)).not.toMatch(/own|eyJ/);
    }
  });
});

describe('an answer', () => {
  const redirect = (location: string) => (response: ServerResponse) =>
    void response.writeHead(302, { location, 'set-cookie': 'a=b', 'alt-svc': 'h2=":443"' }).end();

  test.each<[string, () => string]>([
    [
      'to a host that it does not serve',
      () => 'https://evil.example.com/team/demo.git/info/refs?token=made-for-the-gateway',
    ],
    ['to one that it serves, in the clear', () => `http://${played}/x`],
    ['to an address', () => `https://127.0.0.1:${host.port}/x`],
  ])('that leads %s is refused, and not followed', async (_what, location) => {
    host.answerWith(redirect(location()));
    const before = host.asked.length;
    const { body } = await askGateway(w, { path: advertisement(played), token });
    expect(body).toContain('leads to a host that the gateway does not serve');
    expect(body).not.toContain('made-for-the-gateway');
    expect(host.asked).toHaveLength(before + 1);
  });

  test.each<[string, () => string]>([
    ['with its name', () => `https://${played}/team/other.git/info/refs?service=git-upload-pack`],
    ['without it', () => '/team/other.git/info/refs?service=git-upload-pack'],
  ])('that leads to another place there, %s, leads there by way of the gateway', async (_what, location) => {
    host.answerWith(redirect(location()));
    const { status, head } = await askGateway(w, { path: advertisement(played), token });
    expect(status).toBe(302);
    const place = `${w.url}/${played}/team/other.git/info/refs?service=git-upload-pack`;
    expect(head.toLowerCase()).toContain(`location: ${place}`);
    expect(head).not.toMatch(/set-cookie|alt-svc/i);
  });

  test('of a host that does not take the credential is none for the client to forget its token by', async () => {
    host.answerWith(
      (response) => void response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end(),
    );
    const { status, head, body } = await askGateway(w, { path: advertisement(played), token });
    expect([status, body]).toEqual([
      200,
      expect.stringContaining('does not take the credential that the gateway has'),
    ]);
    expect(head).not.toMatch(/www-authenticate/i);
  });
});

test('the API comes with the gateway’s credential, and pages lead on by way of the gateway', async () => {
  const pages = `<https://${played}/api/v3/user/repos?page=2>; rel="next", <https://elsewhere.example.com/x>; rel="x"`;
  const headers = { 'content-type': 'application/json', link: pages };
  host.answerWith((response) => void response.writeHead(200, headers).end('[]'));
  const { status, head } = await askGateway(w, { path: `/${played}/api/v3/user/repos?per_page=1`, token });
  expect([status, host.asked.at(-1)?.headers.authorization]).toEqual([200, `Bearer ${SECRET}`]);
  expect(head.toLowerCase()).toContain(
    `link: <${w.url}/${played}/api/v3/user/repos?page=2>; rel="next", <https://elsewhere.example.com/x>; rel="x"`,
  );
});

describe('what is kept of a repository', () => {
  const advertised = { 'content-type': 'application/x-git-upload-pack-advertisement' };

  test.each<[string, (response: ServerResponse) => void, boolean]>([
    [
      'is not looked at for whom the host does not let in',
      (response) => void response.writeHead(403).end(),
      false,
    ],
    ['nor where the host knows no such repository', (response) => void response.writeHead(404).end(), false],
    [
      'is for whom it does',
      (response) => void response.writeHead(200, advertised).end('000eversion 2\n0000'),
      true,
    ],
  ])('%s', async (_what, answer, isJudged) => {
    host.answerWith(answer);
    const before = host.asked.length;
    const body = await pushBody(NO_CLONE, {
      ref: 'refs/heads/main',
      oldId: '1'.repeat(40),
      newId: ZERO_ID,
      base: null,
    });
    const lines = [`POST /${played}/team/demo.git/git-receive-pack HTTP/1.1`, `Host: localhost:${w.port}`];
    const headers = [`Authorization: Bearer ${token}`, `Content-Length: ${body.length}`, '', ''];
    const text = await rawAtGateway(w, [...lines, ...headers].join('\r\n') + body.toString('latin1'));
    expect(text.includes('does not let the repository be read')).toBe(!isJudged);
    expect(text.includes('protected branches are neither rewritten nor deleted')).toBe(isJudged);
    expect(host.asked.slice(before).map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /team/demo.git/info/refs?service=git-upload-pack',
    ]);
  });
});

test('a balancer that asks for health is told without a token', async () => {
  expect(parsed(await rawAtGateway(w, 'GET /-/health HTTP/1.1\r\nHost: 10.0.0.7\r\n\r\n'))).toMatchObject({
    status: 200,
    body: 'countersign: ready\n',
  });
});
