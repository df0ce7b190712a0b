import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ControlClient, controlClient } from '../../agent/control/client.ts';
import { openSessionAs } from '../../cli/login/human-session.ts';
import { controlSocketPath } from '../../protocol/control-socket.ts';
import type { SignedStepUp } from '../../protocol/step-up.ts';
import { cookieJar } from '../support/cookie-jar.ts';
import { freePort } from '../support/free-port.ts';
import { openProvider, type TestProvider } from '../support/oidc.ts';
import { openWorld, type World } from '../support/world.ts';

const PEOPLE = { developer: ['dana', 'dev'], reviewer: ['robin', 'sec'], auditor: ['ada', 'audit'] } as const;
const ASK = { actor: 'human', program: 'trial', parent: null, folders: [] } as const;

let provider: TestProvider;
let world: World;
let control: ControlClient;

beforeAll(async () => {
  const port = await freePort();
  provider = await openProvider(`http://127.0.0.1:${port}/v1/login/callback`);
  for (const [name, group] of Object.values(PEOPLE)) provider.accounts.set(name, { groups: [group] });
  world = await openWorld({
    people: {
      port,
      identity: provider.settings({ native: provider.native }),
      accessToken: async (role) => {
        const [sub, group] = PEOPLE[role];
        const iat = Math.floor(Date.now() / 1000);
        const { issuer: iss, audience: aud } = provider;
        return provider.accessToken({ iss, aud, sub, groups: [group], iat, exp: iat + 3600 });
      },
    },
  });
  control = controlClient(controlSocketPath(world.home, process.platform));
}, 60_000);

afterAll(async () => {
  await world.close();
  await provider.close();
});

beforeEach(() => {
  provider.signInAs('dana');
  provider.lie((claims) => claims);
});

/** A browser that goes where it is sent. */
function openBrowser(address: string): void {
  void cookieJar().follow(address);
}

function openHuman(control_: Pick<ControlClient, 'openSession' | 'challenge'> = control) {
  return openSessionAs(control_, ASK, { context: { err: () => {} }, openBrowser });
}

async function lastOpened() {
  return (await world.records('session.opened')).at(-1)?.detail;
}

describe('a session of actor human', () => {
  test('takes a login that its agent asked for, which is on record', async () => {
    const grant = await openHuman();
    expect(await lastOpened()).toMatchObject({
      subject: 'dana',
      actor: 'human',
      evidence: 'a login at the identity provider',
      loggedInAt: expect.stringMatching(/Z$/) as unknown,
    });
    await control.closeSession(grant.id);
  });

  test('is refused to whoever only asks, and a mixed one is not', async () => {
    await expect(control.openSession(ASK)).rejects.toMatchObject({ refusal: 'needs-login' });
    const { id } = await control.openSession({ ...ASK, actor: 'mixed' });
    await expect(control.openSession({ ...ASK, parent: id })).rejects.toMatchObject({
      refusal: 'raises-actor',
    });
    await control.closeSession(id);
  });

  test('is refused under another human one, whose name is no secret, without a login of its own', async () => {
    const { id } = await openHuman();
    await expect(control.openSession({ ...ASK, parent: id })).rejects.toMatchObject({
      refusal: 'needs-login',
    });
    await control.closeSession(id);
  });

  test('does not take the same login twice', async () => {
    let shown: SignedStepUp | undefined;
    const { id } = await openHuman({
      challenge: () => control.challenge(),
      openSession: (ask) => {
        shown = ask.stepUp;
        return control.openSession(ask);
      },
    });
    await control.closeSession(id);
    expect(shown).toBeDefined();
    await expect(
      control.openSession({ ...ASK, ...(shown === undefined ? {} : { stepUp: shown }) }),
    ).rejects.toMatchObject({ refusal: 'needs-login' });
  });

  test.each<[string, () => void, string]>([
    ['of somebody else', () => provider.signInAs('robin'), 'needs-login'],
    [
      'that the provider remembers from before',
      () => provider.signInAs('dana', Math.floor(Date.now() / 1000) - 3600),
      'refused',
    ],
    [
      'whose time the provider leaves out',
      () => provider.lie(({ auth_time: _at, ...claims }) => claims),
      'refused',
    ],
    [
      'that the provider says was another',
      () => provider.lie((claims) => ({ ...claims, nonce: 'x' })),
      'provider-failed',
    ],
    ['of two people at once', () => provider.lie((claims) => ({ ...claims, sub: 'robin' })), 'refused'],
  ])('takes no login %s', async (_whose, misbehave, code) => {
    misbehave();
    const fault = await openHuman().then(
      () => null,
      (cause: unknown) => cause,
    );
    expect([(fault as { code?: string }).code, (fault as { refusal?: string }).refusal]).toContain(code);
  });

  test('ends by itself', async () => {
    const grant = await openHuman();
    const before = (await control.status()).sessions;
    world.passTime(8 * 3_600_000);
    const { id } = await control.openSession({ ...ASK, actor: 'ai' });
    await expect(control.openSession({ ...ASK, actor: 'ai', parent: grant.id })).rejects.toMatchObject({
      refusal: 'unknown-parent',
    });
    expect((await control.status()).sessions).toBe(before);
    await control.closeSession(id);
  });
});

test('at a collector with tokens of its own whoever asks is believed, and the record says so', async () => {
  const local = await openWorld();
  await openSessionAs(controlClient(controlSocketPath(local.home, process.platform)), ASK, {
    context: { err: () => {} },
    openBrowser: () => expect.unreachable('nobody is asked to log in'),
  });
  const opened = (await local.records('session.opened')).at(-1);
  expect(opened?.detail).toMatchObject({
    actor: 'human',
    evidence: 'asserted by whoever opened the session; there is no identity provider to ask',
  });
  await local.close();
}, 60_000);
