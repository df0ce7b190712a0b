import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createCollectorClient } from '../agent/collector-client/client.ts';
import { isTransient } from '../agent/collector-client/collector-error.ts';
import { feedPath, readPin, writePin } from '../agent/feed/pin.ts';
import { openAgentKey } from '../agent/identity/agent-key.ts';
import { openEnrolment } from '../agent/identity/enrolment.ts';
import { openPrivateFolder } from '../agent/private-folder.ts';
import { type Collector, startCollector } from '../collector/server.ts';
import { runCli } from '../test/support/cli.ts';
import { openTestCollector } from '../test/support/collector.ts';
import { cookieJar } from '../test/support/cookie-jar.ts';
import { enterDeviceCode } from '../test/support/device-code.ts';
import { freePort } from '../test/support/free-port.ts';
import { openProvider, type TestProvider } from '../test/support/oidc.ts';
import { openIssuer, type TestIssuer } from '../test/support/token-issuer.ts';
import { accountsCommand } from './accounts.ts';
import { approvalsCommand } from './approvals.ts';
import { localCollector } from './defaults.ts';
import { keptLogin } from './login/kept-login.ts';
import { loginCommand, logoutCommand } from './login.ts';
import { controlSocket } from './paths.ts';

let provider: TestProvider;
let issuer: TestIssuer;
let collector: Collector;
let directory: string;
let home: string;

beforeAll(async () => {
  const port = await freePort();
  const url = new URL(`http://127.0.0.1:${port}`);
  provider = await openProvider(`${url.origin}/v1/login/callback`);
  issuer = await openIssuer();
  provider.accounts.set('robin', { groups: ['dev'] });
  provider.accounts.set('rita', { groups: ['sec'] });
  provider.accounts.set('nobody', { groups: [] });
  directory = await mkdtemp(join(tmpdir(), 'countersign-login-'));
  collector = await startCollector({
    directory,
    port,
    clock: () => new Date(),
    // Tests share this collector, and sign the same people in with homes of their own.
    limits: { maxAgentsPerPerson: 1000, keysCooldownMs: 1 },
    shared: {
      url,
      tls: null,
      ci: [
        {
          provider: 'github-actions',
          issuer: issuer.issuer,
          audience: url.origin,
          require: { repository_id: ['74'] },
          claims: [],
          personClaim: null,
          groups: [],
          tokenMs: 60_000,
        },
      ],
      identity: provider.settings({
        native: provider.native,
        serviceAccounts: [
          { client: provider.service.keyClient, groups: ['dev'], actsFor: 'robin' },
          { client: provider.service.secretClient, groups: ['dev'] },
        ],
        roles: { developer: ['dev'], reviewer: ['sec'], auditor: [] },
      }),
    },
  });
});

afterAll(async () => {
  await collector.close();
  await provider.close();
  await issuer.close();
  await rm(directory, { recursive: true, force: true });
});

beforeEach(async () => {
  for (const name of CI_VARIABLES) vi.stubEnv(name, undefined);
  home = await mkdtemp(join(tmpdir(), 'countersign-login-home-'));
  provider.signInAs('robin');
});

afterEach(() => rm(home, { recursive: true, force: true }));

/** Another collector, whose people another provider knows. */
async function openOrganisation(person: string) {
  const port = await freePort();
  const url = new URL(`http://127.0.0.1:${port}`);
  const theirs = await openProvider(`${url.origin}/v1/login/callback`);
  theirs.accounts.set(person, { groups: ['dev'] });
  theirs.signInAs(person);
  const opened = await startCollector({
    ...{ directory: join(home, 'other-collector'), port, clock: () => new Date() },
    shared: { url, tls: null, identity: theirs.settings({ native: theirs.native }) },
  });
  return {
    collector: opened,
    close: async () => {
      await opened.close();
      await theirs.close();
    },
  };
}

/** This may run in a pipeline itself. */
const CI_VARIABLES = [
  'ACTIONS_ID_TOKEN_REQUEST_URL',
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
  'SYSTEM_OIDCREQUESTURI',
  'SYSTEM_ACCESSTOKEN',
];

/** A browser that goes where it is sent. */
function browser(address: string): void {
  void cookieJar().follow(address);
}

function login(...args: readonly string[]) {
  return runCli(home, (context) => loginCommand(context, browser), ['login', collector.url, ...args]);
}

describe('with a browser', () => {
  test('the agent works in the name of whoever signed in, from then on', async () => {
    const { out, exitCode } = await login();
    expect([exitCode, out]).toEqual([0, expect.stringContaining('as robin, until')]);
    const { url, token } = await localCollector(home, {});
    expect(url).toBe(collector.url);
    const asked = await fetch(`${url}/v1/approvals`, { headers: { authorization: `Bearer ${token}` } });
    expect(asked.status).toBe(200);
    expect((await stat(join(home, 'login.json'))).mode & 0o777).toBe(0o600);
  });

  test('the token is shown to nobody', async () => {
    const { out, err } = await login('--json');
    const { token } = await localCollector(home, {});
    expect(JSON.parse(out)).toMatchObject({ subject: 'robin', groups: ['dev'], collector: collector.url });
    expect(out + err).not.toContain(token);
  });

  test('nothing of the provider is kept: its refresh token is given back', async () => {
    const before = provider.givenBack();
    await login();
    expect(provider.givenBack() - before).toBe(1);
    expect(Object.keys(keptLogin(home) ?? {}).toSorted()).toEqual(['agent', 'collector', 'name']);
  });

  test('again renews the same agent', async () => {
    const first = JSON.parse((await login('--json')).out) as { name: string };
    const before = (await localCollector(home, {})).token;
    expect(JSON.parse((await login('--json')).out)).toMatchObject({ name: first.name });
    const headers = { authorization: `Bearer ${before}` };
    expect((await fetch(`${collector.url}/v1/approvals`, { headers })).status).toBe(401);
  });

  test('goes on when the provider takes another key', async () => {
    await login();
    await provider.rotateKeys('withdrawn');
    expect(await login()).toMatchObject({ exitCode: 0 });
  });

  test.each([
    ['somebody without a role', 'nobody', 'refused'],
    ['somebody who says no', null, 'provider-failed'],
  ])('%s', async (_name, account, code) => {
    provider.signInAs(account);
    await expect(login()).rejects.toMatchObject({ code, hint: expect.stringMatching(/./) });
    await expect(readFile(join(home, 'login.json'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('whoever comes back without the state is told nothing, and the sign-in goes on', async () => {
    const seen: number[] = [];
    const pest = async (address: string): Promise<void> => {
      const back = new URL(address).searchParams.get('redirect_uri') ?? '';
      for (const path of ['?code=x', '?code=x&state=y', '/../?state=']) {
        seen.push((await fetch(`${back}${path}`)).status);
      }
      browser(address);
    };
    const args = ['login', collector.url];
    const { exitCode } = await runCli(home, (context) => loginCommand(context, (at) => void pest(at)), args);
    expect([exitCode, seen]).toEqual([0, [404, 404, 404]]);
  });
});

test('with a browser on another device', async () => {
  let shown = '';
  const running = runCli(
    home,
    (context) =>
      loginCommand({
        ...context,
        err: (text) => {
          shown += text;
          void enterDeviceCode(/open (\S+)/.exec(text)?.[1] ?? '');
        },
      }),
    ['login', collector.url, '--device'],
  );
  expect(await running).toMatchObject({ exitCode: 0, out: expect.stringContaining('as robin') });
  expect(shown).toMatch(/check that the code there is \S+/);
}, 30_000);

describe('several accounts', () => {
  const accounts = (...args: readonly string[]) => runCli(home, accountsCommand, ['accounts', ...args]);
  const agentFile = () => join(home, 'agent', 'enrolment.json');
  const tokenOf = async () => (await localCollector(home, {})).token;
  const isKnown = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`${collector.url}/v1/approvals`, { headers })).status === 200;
  };

  async function both(): Promise<{ readonly robin: string; readonly rita: string }> {
    await login();
    const robin = await tokenOf();
    await mkdir(join(home, 'agent'));
    await writeFile(agentFile(), "robin's");
    provider.signInAs('rita');
    await login('--account', 'work');
    return { robin, rita: await tokenOf() };
  }

  test('are kept beside each other, each with an agent of its own', async () => {
    const { robin, rita } = await both();
    expect(robin).not.toBe(rita);
    const name = `robin@${new URL(collector.url).host}`;
    const { out } = await accounts('list', '--json');
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
    ).toMatchObject([
      { account: name, subject: 'robin', isUsed: false },
      { account: 'work', subject: 'rita', isUsed: true },
    ]);
    for (const token of [robin, rita]) expect(out + (await accounts()).out).not.toContain(token);
    await expect(readFile(agentFile())).rejects.toMatchObject({ code: 'ENOENT' });
    await accounts('use', name);
    expect(await readFile(agentFile(), 'utf8')).toBe("robin's");
    expect(await tokenOf()).toBe(robin);
    expect([await isKnown(robin), await isKnown(rita)]).toEqual([true, true]);
  });

  test('are those of several organisations too, of which each is left by itself', async () => {
    const other = await openOrganisation('robin');
    try {
      await login();
      const here = await tokenOf();
      await runCli(home, (context) => loginCommand(context, browser), ['login', other.collector.url]);
      const there = await tokenOf();
      const names = [collector.url, other.collector.url].map((url) => `robin@${new URL(url).host}`);
      const { out } = await accounts('list', '--json');
      expect(out.match(/"account":"[^"]+"/g)).toEqual(names.map((name) => `"account":"${name}"`));
      await runCli(home, logoutCommand, ['logout']);
      expect([await tokenOf(), await isKnown(here)]).toEqual([here, true]);
      const headers = { authorization: `Bearer ${there}` };
      expect((await fetch(`${other.collector.url}/v1/approvals`, { headers })).status).toBe(401);
    } finally {
      await other.close();
    }
  });

  test("another person's sign-in without a name is another account", async () => {
    await login();
    provider.signInAs('rita');
    expect(JSON.parse((await login('--json')).out)).toMatchObject({ subject: 'rita' });
    expect((await accounts()).out).toMatch(/ robin@.*\n\* +rita@/);
  });

  test("another person's sign-in under a name that is taken is refused", async () => {
    await login('--account', 'work');
    provider.signInAs('rita');
    await expect(login('--account', 'work')).rejects.toMatchObject({ code: 'not-theirs' });
    expect(await tokenOf().then(isKnown)).toBe(true);
  });

  test('are all bound by the feed that the home is enrolled with', async () => {
    const root = new Uint8Array([1]);
    const [robins, ritas] = ['https://feed.example/a/', 'https://feed.example/b/'];
    const pin = async () => (await readPin(home))?.url;
    const robin = `robin@${new URL(collector.url).host}`;
    await both();
    await accounts('use', robin);
    await openPrivateFolder(feedPath(home));
    await writePin(home, { url: robins, root });
    await accounts('use', 'work');
    expect(await pin()).toBe(robins);
    await rm(feedPath(home), { recursive: true });
    await openPrivateFolder(feedPath(home));
    await writePin(home, { url: ritas, root });
    await accounts('use', robin);
    expect(await pin()).toBe(robins);
    provider.signInAs('robin');
    await login('--account', 'third');
    expect(await pin()).toBe(robins);
  });

  describe('while an agent runs', () => {
    let running: Server;

    /** What answers at the control socket of this home, whatever it is asked. */
    async function agentRuns(): Promise<void> {
      await openPrivateFolder(join(home, 'agent'));
      running = createServer((_request, response) => response.end('{}'));
      await once(running.listen(controlSocket(home)), 'listening');
    }

    afterEach(() => running.close());

    test.each([
      ['signing in as somebody else', () => login()],
      ['signing in under another name', () => login('--account', 'play')],
      ['using another', () => accounts('use', 'work')],
      ['removing the one in use', () => accounts('remove', `robin@${new URL(collector.url).host}`)],
      ['signing out of the one in use', () => runCli(home, logoutCommand, ['logout'])],
    ])('%s is refused, and changes nothing', async (_name, attempt) => {
      const { robin, rita } = await both();
      await accounts('use', `robin@${new URL(collector.url).host}`);
      const kept = await readFile(join(home, 'login.json'), 'utf8');
      await agentRuns();
      await expect(attempt()).rejects.toMatchObject({ code: 'agent-running' });
      expect(await readFile(join(home, 'login.json'), 'utf8')).toBe(kept);
      expect(await readFile(agentFile(), 'utf8')).toBe("robin's");
      expect([await isKnown(robin), await isKnown(rita)]).toEqual([true, true]);
    });

    test('the person whom it works for signs in again, and out', async () => {
      await login();
      await agentRuns();
      await login();
      expect((await runCli(home, logoutCommand, ['logout'])).out).toBe('signed out\n');
      await login();
    });
  });

  test('are left one at a time, and the next is used', async () => {
    const { robin, rita } = await both();
    await runCli(home, logoutCommand, ['logout']);
    expect([await isKnown(robin), await isKnown(rita)]).toEqual([true, false]);
    expect(await tokenOf()).toBe(robin);
    expect(await readFile(agentFile(), 'utf8')).toBe("robin's");
  });

  test('are removed by name, and all together', async () => {
    const { robin, rita } = await both();
    await accounts('remove', `robin@${new URL(collector.url).host}`);
    expect([await isKnown(robin), await isKnown(rita)]).toEqual([false, true]);
    await runCli(home, logoutCommand, ['logout', '--all']);
    expect(await isKnown(rita)).toBe(false);
    expect((await accounts()).out).toBe('nobody is signed in\n');
  });

  test('one that was kept alone before there were several is read as it is', async () => {
    await login();
    const { accounts: kept } = JSON.parse(await readFile(join(home, 'login.json'), 'utf8')) as {
      accounts: { collector: string; agent: object }[];
    };
    const [{ collector: at, agent } = { collector: '', agent: {} }] = kept;
    await writeFile(join(home, 'login.json'), JSON.stringify({ collector: at, agent }));
    expect(JSON.parse((await accounts('list', '--json')).out)).toMatchObject({
      subject: 'robin',
      isUsed: true,
    });
  });

  test.each(['use', 'remove'])('none is there to %s of another name', async (verb) => {
    await login();
    await expect(accounts(verb, '../../etc')).rejects.toMatchObject({ code: 'unknown-account' });
  });
});

describe('a fresh login', () => {
  const fresh = (...args: readonly string[]) =>
    runCli(home, (context) => loginCommand(context, browser), ['login', '--fresh', ...args]);
  const approvals = (...args: readonly string[]) => runCli(home, approvalsCommand, ['approvals', ...args]);

  test('is what the commands of a person take, and the agent keeps its token', async () => {
    provider.signInAs('rita');
    await login();
    const { token } = await localCollector(home, {});
    expect(await approvals('list')).toMatchObject({
      exitCode: 4,
      err: expect.stringContaining('countersign login --fresh'),
    });
    const { out } = await fresh('--json');
    expect(JSON.parse(out)).toMatchObject({ subject: 'rita', roles: ['reviewer'], collector: collector.url });
    expect(JSON.parse(out)).not.toHaveProperty('token');
    expect((await stat(join(home, 'fresh-login.json'))).mode & 0o777).toBe(0o600);
    expect(await approvals('list')).toMatchObject({ exitCode: 0, out: 'nothing waits for a reviewer\n' });
    expect((await localCollector(home, {})).token).toBe(token);
    await runCli(home, logoutCommand, ['logout']);
    await expect(readFile(join(home, 'fresh-login.json'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test.each<[string, readonly string[], string]>([
    ['on another device', ['--device'], 'refused'],
    ['as the job of a pipeline', ['--ci'], 'refused'],
    ['where nobody signed in', [], 'no-collector'],
  ])('is none %s', async (_where, args, code) => {
    await expect(fresh(...args)).rejects.toMatchObject({ code, hint: expect.stringMatching(/./) });
  });
});

describe('as the job of a pipeline', () => {
  let service: Server;
  let asked: { readonly url: string; readonly method: string; readonly right: string }[] = [];

  beforeAll(async () => {
    service = createServer((request, response) => {
      const { url = '', method = '', headers } = request;
      asked.push({ url, method, right: headers.authorization ?? '' });
      const audience = new URL(url, 'http://here').searchParams.get('audience') ?? collector.url;
      void issuer
        .token({ aud: audience, repository: 'octo-org/demo', repository_id: '74' })
        .then((token) => response.end(JSON.stringify({ value: token, oidcToken: token })));
    });
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  });

  afterAll(() => new Promise((resolve) => service.close(resolve)));

  afterEach(() => {
    asked = [];
    vi.unstubAllEnvs();
  });

  const at = () => `http://127.0.0.1:${(service.address() as AddressInfo).port}/token?of=job`;

  test.each<[string, () => Readonly<Record<string, string>>, string | null]>([
    [
      'of GitHub Actions',
      () => ({ ACTIONS_ID_TOKEN_REQUEST_URL: at(), ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'right' }),
      'GET',
    ],
    ['of Azure Pipelines', () => ({ SYSTEM_OIDCREQUESTURI: at(), SYSTEM_ACCESSTOKEN: 'right' }), 'POST'],
  ])('%s', async (_what, environment, method) => {
    for (const [name, value] of Object.entries(environment())) vi.stubEnv(name, value);
    const { out } = await login('--ci', '--json');
    expect(JSON.parse(out)).toMatchObject({ subject: 'github-actions:repository_id:74' });
    expect(asked).toEqual([{ url: expect.stringContaining('of=job&'), method, right: 'Bearer right' }]);
  });

  test('that has its token in a variable', async () => {
    const token = await issuer.token({ aud: collector.url, repository_id: '74' });
    vi.stubEnv('COUNTERSIGN_ID_TOKEN', token);
    const { out, err } = await login('--ci');
    expect(out).toContain('as github-actions:repository_id:74');
    expect(out + err).not.toContain(token);
  });

  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['without a token', {}, 'no-pipeline'],
    ['whose token is of nobody', { COUNTERSIGN_ID_TOKEN: 'a.b.c' }, 'refused'],
    [
      'whose token service is elsewhere in the clear',
      { ACTIONS_ID_TOKEN_REQUEST_URL: 'http://ci.example', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x' },
      'provider-failed',
    ],
  ])('%s: refused', async (_what, environment, code) => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    await expect(login('--ci')).rejects.toMatchObject({ code });
  });
});

describe('as a service account', () => {
  const account = (client: string, option: string, content: string) => async () => {
    const file = join(home, 'proof');
    await writeFile(file, content);
    return login('--service-account', client, option, file, '--json');
  };

  test('with a private key', async () => {
    const { keyClient, key } = provider.service;
    const { out, err } = await account(keyClient, '--key-file', key)();
    expect(JSON.parse(out)).toMatchObject({ subject: keyClient, groups: ['dev'] });
    expect(out + err).not.toContain('PRIVATE');
  });

  test('with a secret', async () => {
    const { secretClient } = provider.service;
    const { out } = await account(secretClient, '--secret-file', `${provider.clientSecret}\n`)();
    expect(JSON.parse(out)).toMatchObject({ subject: secretClient });
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ['another secret', () => account('nightly-bot', '--secret-file', 'other')(), 'provider-failed'],
    ['a file that is no key', () => account('build-bot', '--key-file', 'hunter2')(), 'bad-key'],
    [
      'a key of somebody else',
      () =>
        account(
          'build-bot',
          '--key-file',
          generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
        )(),
      'provider-failed',
    ],
    ['no proof at all', () => login('--service-account', 'build-bot'), 'bad-key'],
  ])('with %s: refused', async (_what, attempt, code) => {
    await expect(attempt()).rejects.toMatchObject({ code, message: expect.not.stringContaining('hunter2') });
  });
});

describe('refused before anybody signs in', () => {
  test.each([
    ['no address', 'collector', 'no-collector'],
    ['a path', 'https://countersign.example/x', 'no-collector'],
    ['a password', 'https://a:b@countersign.example', 'no-collector'],
    ['in the clear', 'http://countersign.example', 'in-the-clear'],
    ['nobody is there', 'http://127.0.0.1:1', 'no-collector'],
  ])('%s', async (_name, address, code) => {
    const attempt = runCli(home, (context) => loginCommand(context, browser), ['login', address]);
    await expect(attempt).rejects.toMatchObject({ code, hint: expect.stringMatching(/./) });
  });

  test('a collector with tokens of its own', async () => {
    const local = await openTestCollector();
    const attempt = runCli(home, (context) => loginCommand(context, browser), ['login', local.url]);
    await expect(attempt).rejects.toMatchObject({ code: 'local-collector' });
    await local.close();
  });
});

describe('signing out', () => {
  const logout = () => runCli(home, logoutCommand, ['logout']);

  test('forgets the token', async () => {
    await login();
    const { token } = await localCollector(home, {});
    expect(await logout()).toMatchObject({ out: 'signed out\n', err: '' });
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${collector.url}/v1/approvals`, { headers })).status).toBe(401);
    await expect(localCollector(home, {})).rejects.toMatchObject({ code: 'no-collector' });
    expect((await logout()).out).toBe('nobody was signed in\n');
  });

  /** As an agent does when it starts. */
  async function startedAgent(): Promise<string> {
    const client = createCollectorClient({ ...(await localCollector(home, {})), timeoutMs: 10_000 });
    try {
      await openPrivateFolder(join(home, 'agent'));
      const publicKey = (await openAgentKey(home)).publicKeyDer.toString('base64');
      const { agent } = await openEnrolment(home, () => client.enrol({ publicKey }), isTransient);
      await client.head(0);
      return agent;
    } finally {
      client.close();
    }
  }

  test('and in again as the same person has their agent go on', async () => {
    await login();
    const agent = await startedAgent();
    await logout();
    await login();
    expect(await startedAgent()).toBe(agent);
  });

  test('and in again as another person lays the agent aside, until the first one comes back', async () => {
    await login();
    const agent = await startedAgent();
    await logout();
    provider.signInAs('rita');
    await login();
    expect(await startedAgent()).not.toBe(agent);
    await logout();
    provider.signInAs('robin');
    await login();
    expect(await startedAgent()).toBe(agent);
  });

  test("an agent does not start with another person's sign-in", async () => {
    await login();
    await startedAgent();
    await logout();
    await rm(join(home, 'accounts'), { recursive: true });
    provider.signInAs('rita');
    await login();
    await expect(startedAgent()).rejects.toMatchObject({
      code: 'not-theirs',
      hint: expect.stringContaining('sign in as robin'),
    });
  });

  test.each(['{"collector":"http://127.0.0.1:1"}', '{', ''])(
    'what is kept and cannot be read is not taken for none, until it is signed out of: %j',
    async (kept) => {
      await writeFile(join(home, 'login.json'), kept);
      await expect(localCollector(home, {})).rejects.toMatchObject({ code: 'unreadable-login' });
      expect((await logout()).out).toBe('signed out\n');
      await expect(localCollector(home, {})).rejects.toMatchObject({ code: 'no-collector' });
    },
  );
});
