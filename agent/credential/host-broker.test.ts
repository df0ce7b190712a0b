import { expect, test } from 'vitest';
import type { CredentialRequest } from './broker.ts';
import { CredentialError } from './credential-error.ts';
import { hostBroker } from './host-broker.ts';
import type { CredentialProvider } from './provider.ts';

interface Recorded {
  readonly event: string;
  readonly detail: unknown;
}

function setUp(
  change: { readonly provide?: CredentialProvider['provide']; readonly record?: () => Promise<void> } = {},
) {
  const records: Recorded[] = [];
  const faults: unknown[] = [];
  let ended = 0;
  const provide: CredentialProvider['provide'] = async () => ({
    user: 'x-access-token',
    token: 'ghs_1',
    permissions: { contents: 'write' },
    end: async () => {
      ended += 1;
    },
  });
  const broker = hostBroker({
    providers: new Map([['git.example:443', { name: 'test', provide: change.provide ?? provide }]]),
    record: async (entry) => {
      await change.record?.();
      records.push(entry);
    },
    limits: { timeoutMs: 200, maxLive: 2 },
    fault: (cause) => faults.push(cause),
  });
  return { broker, records, faults, ended: () => ended };
}

function request(change: Partial<CredentialRequest> = {}): CredentialRequest {
  return {
    host: 'git.example',
    port: 443,
    purpose: 'git.write',
    repository: 'team/demo',
    scope: null,
    session: 's1',
    exchange: 'x1',
    ...change,
  };
}

const signal = AbortSignal.timeout(60_000);

test.each([
  ['git.example', 443, true],
  ['GIT.example', 443, true],
  ['git.example', 444, false],
  ['api.git.example', 443, false],
  ['constructor', 443, false],
])('it has the credentials of %s:%i: %s', (host, port, has) => {
  expect(setUp().broker.has({ host, port })).toBe(has);
});

test('a host that it has none for is refused', async () => {
  const { broker } = setUp();
  expect(await broker.obtain(request({ host: 'other.example' }), signal)).toMatchObject({ kind: 'refused' });
});

test.each([
  ['git.read', 'Basic eC1hY2Nlc3MtdG9rZW46Z2hzXzE='],
  ['git.write', 'Basic eC1hY2Nlc3MtdG9rZW46Z2hzXzE='],
  ['api.read', 'Bearer ghs_1'],
  ['api.call', 'Bearer ghs_1'],
] as const)('for %s it is sent as %s', async (purpose, authorization) => {
  const { broker } = setUp();
  expect(await broker.obtain(request({ purpose }), signal)).toMatchObject({ kind: 'granted', authorization });
});

test('it is on record before it is given, without itself, and when it ended', async () => {
  const { broker, records, ended } = setUp();
  const brokered = await broker.obtain(request(), signal);
  if (brokered.kind === 'refused') throw new Error(brokered.reason);
  expect(records.map(({ event }) => event)).toEqual(['credential.issued']);
  await Promise.all([brokered.release(), brokered.release()]);
  expect(records.map(({ event, detail }) => [event, detail])).toEqual([
    [
      'credential.issued',
      {
        provider: 'test',
        host: 'git.example',
        purpose: 'git.write',
        repository: 'team/demo',
        permissions: { contents: 'write' },
      },
    ],
    ['credential.ended', { host: 'git.example', isEnded: true }],
  ]);
  expect(ended()).toBe(1);
});

test('one that cannot be put on record is not given, and is ended', async () => {
  const { broker, ended } = setUp({ record: () => Promise.reject(new Error('disk full')) });
  await expect(broker.obtain(request(), signal)).rejects.toThrow('disk full');
  expect(ended()).toBe(1);
});

test('one that cannot be ended is told, and is on record as such', async () => {
  const end = () => Promise.reject(new Error('away'));
  const { broker, records, faults } = setUp({
    provide: async () => ({ user: 'x', token: 'y', permissions: null, end }),
  });
  const brokered = await broker.obtain(request(), signal);
  if (brokered.kind === 'granted') await brokered.release();
  expect(records.at(-1)?.detail).toEqual({ host: 'git.example', isEnded: false });
  expect(faults.length).toBe(1);
});

test('what a rule says of its lifetime holds also while the exchange lasts', async () => {
  const { broker, ended } = setUp();
  const scope = { reach: 'repository', permissions: {}, lifetimeMs: 20 } as const;
  const brokered = await broker.obtain(request({ scope }), signal);
  await expect.poll(ended).toBe(1);
  if (brokered.kind === 'granted') await brokered.release();
  expect(ended()).toBe(1);
});

test('as many as are allowed at once, and one more when one was given back', async () => {
  const { broker } = setUp();
  const first = await broker.obtain(request(), signal);
  expect((await broker.obtain(request(), signal)).kind).toBe('granted');
  expect((await broker.obtain(request(), signal)).kind).toBe('refused');
  if (first.kind === 'granted') await first.release();
  expect((await broker.obtain(request(), signal)).kind).toBe('granted');
});

test('a failure is a refusal with its reason, and counts as none in use', async () => {
  const { broker } = setUp({
    provide: async () => {
      throw new CredentialError('not-installed', 'it is not installed', 'install it');
    },
  });
  for (let attempt = 0; attempt < 3; attempt += 1) {
    expect(await broker.obtain(request(), signal)).toEqual({
      kind: 'refused',
      reason: 'it is not installed',
      hint: 'install it',
    });
  }
});

test('a provider that is silent is not waited for', async () => {
  const { broker } = setUp({
    provide: (_request, stop) =>
      new Promise((_resolve, reject) => {
        stop.addEventListener('abort', () => reject(stop.reason));
      }),
  });
  await expect(broker.obtain(request(), signal)).rejects.toMatchObject({ name: 'TimeoutError' });
});
