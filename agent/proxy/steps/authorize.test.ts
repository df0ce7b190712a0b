import { expect, it } from 'vitest';
import type { CredentialScope } from '../../../protocol/verdict.ts';
import { type Brokered, type CredentialRequest, NO_BROKER } from '../../credential/broker.ts';
import type { Refusal } from '../refusal.ts';
import type { Journaled } from '../stages.ts';
import { authorize } from './authorize.ts';

const SCOPE: CredentialScope = { reach: 'repository', permissions: { contents: 'write' }, lifetimeMs: 1000 };

function journaled(
  scheme: 'http' | 'https',
  rawHeaders: readonly string[],
  scope: CredentialScope | null = null,
): Journaled {
  return {
    client: { kind: 'request', target: { scheme, host: 'h', port: 1 }, rawHeaders },
    route: { kind: 'git.push', repository: { id: 'h/a/b', host: 'h', path: 'a/b' } },
    session: { id: 's1' },
    exchange: 'x1',
    obligations: { mask: { kind: 'nothing' }, capture: 'masked', scope },
    onEnd: () => undefined,
  } as unknown as Journaled;
}

it.each([
  ['https', ['Authorization', 'Basic eDp5']],
  ['https', []],
  ['http', ['Accept', '*/*']],
] as const)('lets a request go over %s with %j', async (scheme, headers) => {
  const { credential } = await authorize(journaled(scheme, headers), { credentials: NO_BROKER });
  expect(credential).toEqual({ kind: 'passthrough' });
});

it.each(['Authorization', 'authorization', 'AUTHORIZATION'])('sends no %s over plain HTTP', async (name) => {
  await expect(
    authorize(journaled('http', [name, 'Basic eDp5']), { credentials: NO_BROKER }),
  ).rejects.toMatchObject({ step: 'authorize', code: 'no-credential' });
});

it('refuses a word for a credential of the agent’s where it has none', async () => {
  const placeholder = `Basic ${Buffer.from('countersign:').toString('base64')}`;
  const request = journaled('https', ['Authorization', placeholder]);
  await expect(authorize(request, { credentials: NO_BROKER })).rejects.toMatchObject({
    code: 'no-credential',
    message: 'the agent has no credential for h',
  });
});

it('refuses what a rule narrows while there is no broker', async () => {
  const request = journaled('https', ['Authorization', 'Basic eDp5'], SCOPE);
  await expect(authorize(request, { credentials: NO_BROKER })).rejects.toMatchObject({
    code: 'no-credential',
    message: expect.stringContaining('no broker') as unknown,
  });
});

it.each([
  ['a rule narrows it', SCOPE, false],
  ['the broker has the host', null, true],
  ['both', SCOPE, true],
])(
  'takes a credential of the broker in its place, and ends it with the exchange: %s',
  async (_name, scope, isBrokered) => {
    const asked: CredentialRequest[] = [];
    const ends: (() => PromiseLike<void> | void)[] = [];
    let released = 0;
    const brokered: Brokered = {
      kind: 'granted',
      authorization: 'Basic bmFycm93',
      release: async () => {
        released += 1;
      },
    };
    const credentials = {
      isSole: false,
      has: () => isBrokered,
      obtain: async (request: CredentialRequest) => {
        asked.push(request);
        return brokered;
      },
    };
    const request: Journaled = {
      ...journaled('https', ['Authorization', 'Basic eDp5'], scope),
      onEnd: (end) => void ends.push(end),
    };
    const { credential } = await authorize(request, { credentials });
    expect(credential).toEqual({ kind: 'brokered', authorization: 'Basic bmFycm93' });
    const wanted = {
      host: 'h',
      port: 1,
      purpose: 'git.write',
      repository: 'a/b',
      session: 's1',
      exchange: 'x1',
    };
    expect(asked).toEqual([{ ...wanted, scope }]);
    for (const end of ends) await end();
    expect(released).toBe(1);
  },
);

const accepted = (path: string | null) => ({
  kind: 'accepted',
  action: { kind: 'github.api', repository: path === null ? null : { path } },
});

it.each<[string, readonly (string | null)[], CredentialScope['reach'], string | null]>([
  ['of the repository that it was found to be of', ['a/b', 'a/b'], 'repository', 'a/b'],
  ['of none, when it is of several', ['a/b', 'a/c'], 'repository', 'no-credential'],
  ['of none, when it is of none', [null], 'repository', 'no-credential'],
  ['of an owner, when the rule says so', [null], 'owner', null],
])('asks for a credential of a call whose path names nothing: %s', async (_, paths, reach, wanted) => {
  const asked: CredentialRequest[] = [];
  const credentials = {
    isSole: false,
    has: () => true,
    obtain: async (request: CredentialRequest): Promise<Brokered> => {
      asked.push(request);
      return { kind: 'granted', authorization: 'Bearer x', release: async () => undefined };
    },
  };
  const request = {
    ...journaled('https', [], { ...SCOPE, reach }),
    route: { kind: 'github', call: null },
    outcomes: paths.map(accepted),
  } as unknown as Journaled;
  const ended = await authorize(request, { credentials }).then(
    () => asked[0]?.repository,
    (refusal: Refusal) => refusal.code,
  );
  expect(ended).toBe(wanted);
});

it.each(['fails', 'is asked over plain HTTP'])('refuses when the broker %s', async (how) => {
  const credentials = {
    isSole: false,
    has: () => false,
    obtain: () => Promise.reject(new Error('ghs_token')),
  };
  const request = journaled(how === 'fails' ? 'https' : 'http', [], SCOPE);
  await expect(authorize(request, { credentials })).rejects.toMatchObject({
    code: 'no-credential',
    message: expect.not.stringContaining('ghs_') as unknown,
  });
});
