import { SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CollectorClient } from '../../agent/collector-client/client.ts';
import { DEFAULT_GATEWAY_LIMITS } from '../../agent/gateway/limits.ts';
import { IdentityAwayError, whoseToken } from '../../agent/gateway/whose-token.ts';
import type { IssuerLimits } from '../../agent/identity/token-verifier.ts';
import { ApiFault } from '../../collector/api-fault.ts';
import { oidcIdentity } from '../../collector/identity/oidc/identity.ts';
import { askFor, openTestCollector, type TestCollector, testChain } from '../support/collector.ts';
import { openProvider, type TestProvider } from '../support/oidc.ts';

/** Whom somebody is taken for who shows this token; else the code that they are refused with. */
type Reader = (token: string) => Promise<string>;

let provider: TestProvider;
/** Of another organisation; the gateway takes its tokens too, for an audience of their own. */
let other: TestProvider;

beforeAll(async () => {
  [provider, other] = await Promise.all([
    openProvider('http://127.0.0.1/a'),
    openProvider('http://127.0.0.1/b'),
  ]);
});

afterAll(() => Promise.all([provider.close(), other.close()]));

const OTHERS_AUDIENCE = 'https://others.example';
/** Seconds since the epoch: it stands still, so that what is at a bound is there on every machine. */
const NOW = Math.floor(Date.now() / 1000);
const clock = () => new Date(NOW * 1000);

function atCollector(limits: IssuerLimits): Reader {
  const url = new URL('http://127.0.0.1');
  const identity = oidcIdentity({ settings: provider.settings(), url, clock, limits });
  return (token) =>
    identity.callerWithAccessToken(token).then(
      ({ subject }) => subject,
      (fault: unknown) => {
        if (fault instanceof ApiFault) return fault.code;
        throw fault;
      },
    );
}

function atGateway(limits: IssuerLimits): Reader {
  const named = { actor: 'mixed', subjectClaim: 'sub', groupsClaim: 'groups', subjectPrefix: '' } as const;
  const rest = { provider: null, personClaim: null, groups: [], claims: [], require: {} };
  const issuers = [
    { issuer: provider.issuer, audience: provider.audience, ...named, ...rest },
    { issuer: other.issuer, audience: OTHERS_AUDIENCE, ...named, ...rest },
  ];
  const collector = { url: 'http://127.0.0.1:1' };
  const whose = whoseToken({ identity: { collectorActor: null, issuers }, collector, clock, limits });
  return (token) =>
    whose(token).then(
      (bearer) => bearer?.subject ?? 'nobody',
      (fault: unknown) => {
        if (fault instanceof IdentityAwayError) return fault.code;
        throw fault;
      },
    );
}

const claims = () => ({
  ...{ iss: provider.issuer, aud: provider.audience, sub: 'robin', groups: ['audit'] },
  ...{ iat: NOW, exp: NOW + 60 },
});

const signed = (change: object, header = {}) =>
  provider.accessToken({ ...claims(), ...change }, 'own', header);

async function publishedKey(): Promise<string> {
  return (await fetch(`${provider.issuer}/jwks`)).text();
}

async function rewritten(change: object): Promise<string> {
  const [head, , signature] = (await signed({})).split('.');
  const body = Buffer.from(JSON.stringify({ ...claims(), ...change })).toString('base64url');
  return `${head}.${body}.${signature}`;
}

describe('a token of a real provider', () => {
  let collector: Reader;
  let gateway: Reader;

  beforeAll(() => {
    collector = atCollector(DEFAULT_GATEWAY_LIMITS);
    gateway = atGateway(DEFAULT_GATEWAY_LIMITS);
  });

  test.each<[string, object]>([
    ['as it is made', {}],
    ['that ended within what clocks may be apart', { exp: NOW - 29 }],
    ['that begins within what clocks may be apart', { nbf: NOW + 30, iat: NOW + 30 }],
  ])('%s is taken', async (_what, change) => {
    const token = await signed({ aud: ['https://elsewhere.example', provider.audience], ...change });
    expect([await collector(token), await gateway(token)]).toEqual(['robin', 'robin']);
  });

  const FORGED = 'unauthenticated';
  test.each<[string, () => Promise<string>, string]>([
    ['expired', () => signed({ exp: NOW - 30 }), FORGED],
    ['without an end', () => signed({ exp: undefined }), FORGED],
    ['with an end in words', () => signed({ exp: 'never' }), FORGED],
    ['without a beginning', () => signed({ iat: undefined }), FORGED],
    ['not valid yet', () => signed({ nbf: NOW + 31 }), FORGED],
    ['for another program', () => signed({ aud: provider.clientId }), FORGED],
    ['for what begins like here', () => signed({ aud: `${provider.audience}/x` }), FORGED],
    ['for the other organisation', () => signed({ aud: OTHERS_AUDIENCE }), FORGED],
    ['for nothing', () => signed({ aud: undefined }), FORGED],
    ['of another issuer', () => signed({ iss: 'https://login.example' }), FORGED],
    ['of the issuer in another spelling', () => signed({ iss: `${provider.issuer}/` }), FORGED],
    ['of no issuer', () => signed({ iss: undefined }), FORGED],
    ['signed by another organisation in the name of this one', () => other.accessToken(claims()), FORGED],
    ['signed here in the name of the other organisation', () => signed({ iss: other.issuer }), FORGED],
    ['signed with another key of the same name', () => provider.accessToken(claims(), 'strange'), FORGED],
    ['of a key that is in it', async () => signedWithOwnKey({ jwk: await strangeKey() }), FORGED],
    ['of keys that it leads to', () => signedWithOwnKey({ jku: `${other.issuer}/jwks` }), FORGED],
    ['of a key that nobody published', () => signed({}, { kid: '../../own' }), FORGED],
    ['signed with the published key as a secret', signedWithPublished, FORGED],
    ['without a signature', async () => new UnsecuredJWT(claims()).encode(), FORGED],
    ['unsigned in three parts', async () => `${new UnsecuredJWT(claims()).encode()}x`, FORGED],
    ['changed in what it says', () => rewritten({ groups: ['audit', 'sec'] }), FORGED],
    ['changed in whom it names', () => rewritten({ sub: 'rita' }), FORGED],
    ['no token', async () => 'a.b.c', FORGED],
    ['without groups that were too many', () => signed({ groups: undefined, hasgroups: true }), 'forbidden'],
    ['whose groups are elsewhere', () => signed({ _claim_names: { groups: 'src1' } }), 'forbidden'],
    ['whose groups are no list', () => signed({ groups: { audit: true } }), 'forbidden'],
    ['of nobody', () => signed({ sub: '' }), 'forbidden'],
  ])('that is %s is refused', async (_what, token, code) => {
    const asked = other.keysAsked();
    const shown = await token();
    expect([await collector(shown), await gateway(shown)]).toEqual([code, 'nobody']);
    // The gateway takes the tokens of both, and asks each for its keys once.
    expect(other.keysAsked() - asked).toBeLessThanOrEqual(1);
  });

  async function strangeKey(): Promise<object> {
    return ((await (await fetch(`${other.issuer}/jwks`)).json()) as { keys: [object] }).keys[0];
  }

  function signedWithOwnKey(header: Readonly<Record<string, unknown>>): Promise<string> {
    return other.accessToken(claims(), 'own', header);
  }

  async function signedWithPublished(): Promise<string> {
    const secret = new TextEncoder().encode(await publishedKey());
    return new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: 'own' }).sign(secret);
  }
});

describe.each<[string, (limits: IssuerLimits) => Reader, string]>([
  ['the collector', atCollector, 'unauthenticated'],
  ['a gateway', atGateway, 'nobody'],
])('keys of the provider that change, at %s', (_where, readerWith, refused) => {
  test('are known by the first token that one of them signed', async () => {
    const read = readerWith({ ...DEFAULT_GATEWAY_LIMITS, keysCooldownMs: 0 });
    const before = await signed({});
    expect(await read(before)).toBe('robin');
    await provider.rotateKeys('published');
    expect([await read(await signed({})), await read(before)]).toEqual(['robin', 'robin']);
  });

  test('are worth nothing once they were withdrawn and are looked at again', async () => {
    const read = readerWith({ ...DEFAULT_GATEWAY_LIMITS, keysMaxAgeMs: 0 });
    const before = await signed({});
    expect(await read(before)).toBe('robin');
    await provider.rotateKeys('withdrawn');
    expect([await read(before), await read(await signed({}))]).toEqual([refused, 'robin']);
  });

  test('are not looked at for each of many tokens with a key that nobody knows', async () => {
    const read = readerWith(DEFAULT_GATEWAY_LIMITS);
    const asked = provider.keysAsked();
    const flood = Array.from({ length: 50 }, (_, at) => signed({}, { kid: `unknown-${at}` }));
    const answers = await Promise.all((await Promise.all(flood)).map(read));
    expect(new Set(answers)).toEqual(new Set([refused]));
    expect(await read(await signed({}))).toBe('robin');
    expect(provider.keysAsked() - asked).toBe(1);
  });
});

describe("an agent's token that is shown from another machine", () => {
  let home: TestCollector;
  let thief: CollectorClient;
  let asked: string;

  beforeAll(async () => {
    home = await openTestCollector();
    thief = await home.client('agent');
    await thief.enrol({ publicKey: testChain().publicKey });
    asked = (await thief.ask(askFor({}))).id;
  });

  afterAll(() => home.close());

  test.each<[string, () => Promise<unknown>, string]>([
    ['enrols no other agent', () => thief.enrol({ publicKey: testChain().publicKey }), 'forbidden'],
    ['brings no records', () => thief.sendRecords(testChain().grow(1)), 'forbidden'],
    ['reads none', () => thief.records({}), 'forbidden'],
    [
      'approves nothing, least of all what it asked for',
      () => thief.vote(asked, { verdict: 'approve', reason: 'fine' }),
      'own-request',
    ],
    ['makes no other token', () => thief.agentToken({ renew: null }), 'forbidden'],
  ])('%s', async (_what, attempt, refusal) => {
    await expect(attempt()).rejects.toMatchObject({ code: 'refused', refusal });
  });
});
