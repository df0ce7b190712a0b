import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createCollectorClient } from '../../agent/collector-client/client.ts';
import { isTransient } from '../../agent/collector-client/collector-error.ts';
import { openAgentKey } from '../../agent/identity/agent-key.ts';
import { openEnrolment } from '../../agent/identity/enrolment.ts';
import { openPrivateFolder } from '../../agent/private-folder.ts';
import { type Collector, startCollector } from '../../collector/server.ts';
import { agentToken, endAgentToken, nativeClientOf } from '../../extension/sign-in/collector-web.ts';
import { signInWithBrowser } from '../../extension/sign-in/provider.ts';
import type { AgentTokenAnswer } from '../../protocol/collector-api.ts';
import { cookieJar } from '../support/cookie-jar.ts';
import { freePort } from '../support/free-port.ts';
import { openProvider, type TestProvider } from '../support/oidc.ts';

const REDIRECT = 'http://127.0.0.1/callback';

/** What an editor's sign-in is made of, without its window. */
describe('signing in again in an editor', () => {
  let directory: string;
  let home: string;
  let provider: TestProvider;
  let collector: Collector;

  beforeAll(async () => {
    const port = await freePort();
    const url = new URL(`http://127.0.0.1:${port}`);
    provider = await openProvider(`${url.origin}/v1/login/callback`);
    for (const person of ['robin', 'rita']) provider.accounts.set(person, { groups: ['dev'] });
    directory = await mkdtemp(join(tmpdir(), 'countersign-again-'));
    const roles = { developer: ['dev'], reviewer: [], auditor: [] };
    const identity = provider.settings({ native: provider.native, roles });
    collector = await startCollector({
      ...{ directory, port, clock: () => new Date() },
      shared: { url, tls: null, identity },
    });
  });

  afterAll(async () => {
    await collector.close();
    await provider.close();
    await rm(directory, { recursive: true, force: true });
  });

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'countersign-again-home-'));
    await openPrivateFolder(join(home, 'agent'));
  });

  afterEach(() => rm(home, { recursive: true, force: true }));

  async function signIn(person: string, renew: string | null = null): Promise<AgentTokenAnswer> {
    provider.signInAs(person);
    const { promise: back, resolve } = Promise.withResolvers<string>();
    const open = async (address: string): Promise<void> =>
      resolve(new URL(await cookieJar().sentTo(address, REDIRECT)).search);
    const ports = { redirectUri: REDIRECT, open, comeBack: () => back };
    const { access } = await signInWithBrowser(await nativeClientOf(collector.url), ports);
    return agentToken(collector.url, { accessToken: access.token, renew });
  }

  const signOut = ({ token }: AgentTokenAnswer) => endAgentToken(collector.url, token);

  /** Id of the agent of this home, once it started with this token and the collector knows its chain. */
  async function started({ token }: AgentTokenAnswer): Promise<string> {
    const client = createCollectorClient({ url: collector.url, token, timeoutMs: 10_000 });
    try {
      const publicKey = (await openAgentKey(home)).publicKeyDer.toString('base64');
      const { agent } = await openEnrolment(home, () => client.enrol({ publicKey }), isTransient);
      await client.head(0);
      return agent;
    } finally {
      client.close();
    }
  }

  test('as the same person brings the same agent up', async () => {
    const first = await signIn('robin');
    const agent = await started(first);
    await signOut(first);
    expect(await started(await signIn('robin'))).toBe(agent);
  });

  test('as the same person ends a token that the collector could not be asked to end', async () => {
    const first = await signIn('robin');
    await started(first);
    await started(await signIn('robin'));
    await expect(started(first)).rejects.toMatchObject({ refusal: 'unauthenticated' });
  });

  test('as another person brings up no agent, and says whose it is, until that one signs in', async () => {
    const first = await signIn('robin');
    const agent = await started(first);
    await signOut(first);
    const other = await signIn('rita');
    await expect(started(other)).rejects.toMatchObject({
      code: 'not-theirs',
      message: expect.stringContaining('works for robin'),
      hint: expect.stringContaining('sign in as robin'),
    });
    await signOut(other);
    expect(await started(await signIn('robin'))).toBe(agent);
  });

  test("another person's token of the same name is not to be had", async () => {
    const { name } = await signIn('robin');
    await expect(signIn('rita', name)).rejects.toMatchObject({ code: 'refused' });
  });
});
