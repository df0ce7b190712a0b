import { expect, test } from 'vitest';
import { recordJson } from '../../protocol/audit-record.ts';
import { canonicalJson } from '../../protocol/canonical-json.ts';
import { testChain } from '../../test/support/collector.ts';
import type { SignaturesTable, VouchedRecord } from '../store/signatures.ts';
import { AgentKeys } from './agent-keys.ts';
import { VouchedSignatures } from './vouched-signatures.ts';

const limits = { maxVouched: 10, maxVouchedAtOnce: 3, maxKnownAgentKeys: 2 };

function opened(checkNext: SignaturesTable['checkNext']) {
  const told: number[] = [];
  const vouched = new VouchedSignatures({
    store: { signatures: { checkNext } },
    keys: new AgentKeys(limits),
    clock: () => new Date(7),
    limits,
    onBad: ({ seq }) => told.push(seq),
  });
  return { vouched, told };
}

test('there is no room before it is known what is left, and then up to the limit', async () => {
  const { vouched } = opened(async () => ({ passed: 3, left: 4 }));
  expect(vouched.take(0)).toBe(false);
  expect(await vouched.checkSome()).toBe(true);
  expect([vouched.take(4), vouched.take(3), vouched.take(2), vouched.take(1)]).toEqual([
    true,
    false,
    true,
    false,
  ]);
  await vouched.checkSome();
  expect(vouched.take(6)).toBe(true);
});

test('after a check that failed there is no room until one went well', async () => {
  let isAway = false;
  const { vouched } = opened(async () => {
    if (isAway) throw new Error('away');
    return { passed: 0, left: 0 };
  });
  expect(await vouched.checkSome()).toBe(false);
  isAway = true;
  await expect(vouched.checkSome()).rejects.toThrow('away');
  expect(vouched.take(0)).toBe(false);
  isAway = false;
  await vouched.checkSome();
  expect(vouched.take(10)).toBe(true);
});

test('each signature is checked by the key of its agent, over the text that is stored', async () => {
  const [one, another] = [testChain(), testChain()];
  const vouchedOf = (chain: typeof one): readonly VouchedRecord[] =>
    chain.grow(2).map(({ record, signature }) => ({
      ...{ agent: chain.id, seq: record.seq, signature, text: canonicalJson(recordJson(record)) },
      publicKey: Buffer.from(chain.publicKey, 'base64'),
    }));
  const [good, altered] = vouchedOf(one);
  const [other] = vouchedOf(another);
  if (good === undefined || altered === undefined || other === undefined)
    throw new Error('the chain did not grow');
  const records = [good, { ...altered, text: altered.text.replace('s1', 's2') }, other];
  const { vouched, told } = opened(async (limit, { at, badOf }) => {
    expect([limit, at]).toEqual([3, 7]);
    expect(await badOf(records)).toEqual([records[1]]);
    return { passed: 3, left: 0 };
  });
  await vouched.checkSome();
  expect(told).toEqual([2]);
});
