import { expect, test } from 'vitest';
import type { SignedRecord } from '../../protocol/audit-record.ts';
import { testChain } from '../../test/support/collector.ts';
import { DEFAULT_COLLECTOR_LIMITS } from '../limits.ts';
import { AgentKeys } from './agent-keys.ts';
import { checkRecords } from './check-records.ts';
import { type Claim, holdsNow } from './verify-signature.ts';

/** What is said of a batch, and how many of its signatures were checked for that. */
async function check(
  records: readonly SignedRecord[],
  { hasBadSignature = false, hasRoom = true, chain = testChain() } = {},
) {
  let checked = 0;
  const holds = async (claims: readonly Claim[]): Promise<readonly boolean[]> => {
    checked += claims.length;
    return claims.map(holdsNow);
  };
  const publicKey = Buffer.from(chain.publicKey, 'base64');
  const taken = await checkRecords(
    records,
    { id: chain.id, token: 'agent', publicKey, hasBadSignature },
    {
      keys: new AgentKeys(DEFAULT_COLLECTOR_LIMITS),
      signatures: { holds },
      vouched: { take: () => hasRoom },
    },
  );
  return {
    checked,
    signed: taken.map(({ isSigned }) => isSigned()),
    vouched: taken.map(({ isVouched }) => isVouched),
    proven: taken.map(({ provesItself }) => provesItself()),
  };
}

const unsigned = (signed: SignedRecord): SignedRecord => ({ ...signed, signature: `${'a'.repeat(85)}A` });
const all = (what: boolean) => [what, what, what];

test('of a batch that hangs together the last signature is checked, and vouches for the others', async () => {
  const chain = testChain();
  expect(await check(chain.grow(3), { chain })).toEqual({
    checked: 1,
    signed: all(true),
    vouched: [true, true, false],
    proven: all(true),
  });
});

test('a signature in the middle that does not hold proves nothing by itself', async () => {
  const chain = testChain();
  const records = chain.grow(3).map((each, at) => (at === 1 ? unsigned(each) : each));
  expect(await check(records, { chain })).toMatchObject({
    signed: all(true),
    vouched: [true, true, false],
    proven: [true, false, true],
  });
});

test.each<
  [string, Parameters<typeof check>[1], (records: readonly SignedRecord[]) => readonly SignedRecord[]]
>([
  ['of an agent that sent a bad one before', { hasBadSignature: true }, (records) => records],
  ['for which there is no room to wait', { hasRoom: false }, (records) => records],
  ['of which one is missing', {}, (records) => records.toSpliced(1, 1)],
  ['in another order', {}, (records) => records.toReversed()],
  [
    'of which one is another than the next one follows',
    {},
    ([one, ...rest]) =>
      one === undefined ? [] : [{ ...one, record: { ...one.record, session: 's2' } }, ...rest],
  ],
])('each signature of a batch is checked %s', async (_name, change, made) => {
  const chain = testChain();
  const records = made(chain.grow(3));
  const { checked, vouched } = await check(records, { ...change, chain });
  expect(checked).toBe(records.length);
  expect(vouched).not.toContain(true);
});

test('where the last signature does not hold, each one is said of alone', async () => {
  const chain = testChain();
  const records = chain.grow(3).map((each, at) => (at === 2 ? unsigned(each) : each));
  expect(await check(records, { chain })).toEqual({
    checked: 1 + 3,
    signed: [true, true, false],
    vouched: all(false),
    proven: [true, true, false],
  });
});

test('no record vouches for one of another agent, or for a signature in another spelling', async () => {
  const chain = testChain();
  const [one, two, three] = chain.grow(3);
  if (one === undefined || two === undefined || three === undefined)
    throw new Error('the chain did not grow');
  const spelt = { ...two, signature: `${two.signature}=` };
  expect(await check([one, spelt, three], { chain })).toMatchObject({ vouched: all(false) });
  const foreign = { ...one, record: { ...one.record, agent: testChain().id } };
  expect(await check([foreign, two, three], { chain })).toMatchObject({ vouched: all(false) });
});
